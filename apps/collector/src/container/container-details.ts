import { posix } from 'node:path';
import type { CriContainerDetails, CriMount } from './cri-api.js';
import type { ContainerFacts } from './runtime-facts.js';
import { imageName } from './runtime-facts.js';
import { isText, present } from './texts.js';

type Details = Pick<ContainerFacts, 'image' | 'image_digest' | 'privileged' | 'host_mounts'>;

const DIGEST = /(?:^|@)(sha256:[0-9a-f]{64})$/;
/** A runtime's notes hold the whole container's definition; more than this is none. */
const MAX_INFO = 1024 * 1024;
const MAX_MOUNTS = 64;

/** What every runtime puts into a container by itself, and where it keeps that. */
const RUNTIME_FILES: ReadonlySet<string> = new Set([
  '/etc/hosts',
  '/etc/hostname',
  '/etc/resolv.conf',
  '/dev/shm',
  '/dev/termination-log',
  '/run/.containerenv',
  '/run/secrets',
]);
const RUNTIME_STATE =
  /^(?:\/var)?\/(?:run|lib)\/(?:[a-z0-9-]+\/)*(?:containerd|containers\/storage|docker\/containers|crio)\//;

/** What only the status of a container tells. */
export function containerDetails(
  { status = {}, info }: CriContainerDetails,
  podUid: string | undefined,
): Details {
  return present({
    image: imageName(status.image),
    image_digest: DIGEST.exec(status.imageRef ?? '')?.[1],
    privileged: privilegedIn(info?.info),
    host_mounts: hostMounts(status.mounts ?? [], podUid),
  });
}

/**
 * Paths of the node that a container has although they are neither its pod's volumes, which the
 * kubelet keeps below `pods/UID`, nor its runtime's own files.
 */
function hostMounts(mounts: readonly CriMount[], podUid: string | undefined): string[] | undefined {
  const found = new Set<string>();
  for (const { containerPath = '', hostPath = '' } of mounts) {
    if (hostPath === '' || !isText(hostPath)) continue;
    const path = posix.normalize(hostPath);
    if (podUid !== undefined && path.includes(`/pods/${podUid}/`)) continue;
    if (RUNTIME_FILES.has(containerPath) && RUNTIME_STATE.test(path)) continue;
    found.add(path);
  }
  return found.size === 0 ? undefined : [...found].sort().slice(0, MAX_MOUNTS);
}

/**
 * containerd has it in `config.linux.security_context` (internal/cri/server/container_status.go), CRI-O
 * as `privileged` (server/container_status.go). Undefined where a runtime tells neither.
 */
function privilegedIn(info: string | undefined): boolean | undefined {
  if (info === undefined || info.length > MAX_INFO) return undefined;
  try {
    const notes: unknown = JSON.parse(info);
    const own = at(notes, 'privileged');
    const nested = at(at(at(at(notes, 'config'), 'linux'), 'security_context'), 'privileged');
    if (typeof own === 'boolean') return own;
    if (typeof nested === 'boolean') return nested;
    // protobuf leaves out what is false.
    return at(at(notes, 'config'), 'linux') === undefined ? undefined : false;
  } catch {
    return undefined;
  }
}

function at(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}
