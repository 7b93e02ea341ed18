import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { resolveNodePath, toHost } from '../watch/host-root.js';
import type { CriContainerStatus } from './cri-api.js';
import type { PodFacts } from './runtime-facts.js';

/** Where the ServiceAccount admission plugin mounts the token. */
const TOKEN_MOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
/** The shortest signature that an API server makes, ES256 in base64url; it is at the end. */
const SIGNATURE_LENGTH = 86;
const MAX_TOKEN_BYTES = 16 * 1024;
const NAME = /^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/;

/**
 * The service account of a pod. The CRI does not carry it: neither the kubelet's labels
 * (`kubernetes/kubernetes:pkg/kubelet/kuberuntime/labels.go`) nor a status, verbose or not, names it.
 * What it does say is where the pod's token is, and the claims of a token are public; its secret is the
 * signature. At least the last 64 bytes of that are never read, so nothing usable is ever in memory.
 *
 * The signature is not checked: whoever writes the pod could mount a token-like file of his own there.
 * Namespace and pod must agree with the runtime's, so that the most that can be claimed is another
 * service account of the same namespace, which he could have used.
 *
 * @returns undefined for a pod without a token, or one that does not fit the pod.
 */
export function serviceAccountOf(
  hostRoot: string,
  pod: PodFacts,
  mounts: CriContainerStatus['mounts'],
): string | undefined {
  const folder = mounts?.find(({ containerPath }) => containerPath === TOKEN_MOUNT)?.hostPath;
  // The kubelet's own volumes of this pod only: a hostPath may lead to anything.
  const own = `/pods/${pod.uid ?? ''}/volumes/kubernetes.io~projected/`;
  if (pod.uid === undefined || folder?.includes(own) !== true) return undefined;
  const file = resolveNodePath(hostRoot, `${folder}/token`);
  const claims = file === undefined ? undefined : claimsOf(toHost(hostRoot, file));
  const bound = record(claims?.['kubernetes.io']);
  const name = record(bound.serviceaccount).name;
  if (bound.namespace !== pod.namespace || record(bound.pod).uid !== pod.uid) return undefined;
  return typeof name === 'string' && NAME.test(name) ? name : undefined;
}

function claimsOf(path: string): Record<string, unknown> | undefined {
  const [, payload, rest] = headOf(path)?.split('.') ?? [];
  if (payload === undefined || rest === undefined) return undefined;
  try {
    return record(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  } catch {
    return undefined;
  }
}

/** The file without its last bytes. */
function headOf(path: string): string | undefined {
  try {
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
    const descriptor = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const stats = fstatSync(descriptor);
      const length = stats.size - SIGNATURE_LENGTH;
      if (!stats.isFile() || length <= 0 || length > MAX_TOKEN_BYTES) return undefined;
      const head = Buffer.alloc(length);
      return head.toString('latin1', 0, readSync(descriptor, head, 0, length, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
