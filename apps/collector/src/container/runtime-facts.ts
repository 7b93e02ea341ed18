import { formatUnixNanos, type ProcessFacts } from '@keywarden/contracts';
import type { CriContainer, CriImage, CriPodSandbox } from './cri-api.js';
import { isText, present, text } from './texts.js';

export type ContainerFacts = NonNullable<ProcessFacts['container']>;
export type PodFacts = NonNullable<ProcessFacts['pod']>;

/** What the runtime says about a container or, without a name, about the sandbox of a pod. */
export interface KnownContainer {
  readonly container: ContainerFacts;
  readonly pod?: PodFacts;
}

const LABELS = {
  name: 'io.kubernetes.pod.name',
  namespace: 'io.kubernetes.pod.namespace',
  uid: 'io.kubernetes.pod.uid',
  container: 'io.kubernetes.container.name',
} as const;

/** Where the kubelet writes which source a pod came from (`pkg/kubelet/types/pod_update.go`). */
const SOURCE_ANNOTATION = 'kubernetes.io/config.source';
/** The kubelet's hash of a manifest, where that gives no uid itself (`pkg/kubelet/config/common.go`). */
const MANIFEST_UID = /^[0-9a-f]{32}$/;
/** A label of the pod itself: none begins with a sign, and the rest are the kubelet's. */
const LABEL_KEY = /^(?!io\.kubernetes\.)[a-zA-Z0-9]/;
const MAX_LABELS = 64;

/** A sandbox holds its pod's namespaces; its own process is the pause container. */
export function sandboxFacts(sandbox: CriPodSandbox): KnownContainer | undefined {
  const id = text(sandbox.id);
  if (id === undefined) return undefined;
  const { name, namespace, uid } = sandbox.metadata ?? {};
  const pod = present({
    namespace: text(namespace),
    name: text(name),
    uid: text(uid),
    static: isStatic(sandbox) || isManifestUid(uid) ? true : undefined,
    labels: labelsOf(sandbox),
  });
  return { container: { id }, ...(Object.keys(pod).length === 0 ? {} : { pod }) };
}

/**
 * The pod is the sandbox's, made of what the kubelet said; the kubelet's labels stand in where the
 * sandbox is not listed.
 */
export function containerFacts(
  listed: CriContainer,
  pods: ReadonlyMap<string, PodFacts | undefined>,
): KnownContainer | undefined {
  const id = text(listed.id);
  if (id === undefined) return undefined;
  const name = text(listed.metadata?.name) ?? label(listed, LABELS.container);
  const image = imageName(listed.image);
  const fromLabels = present({
    namespace: label(listed, LABELS.namespace),
    name: label(listed, LABELS.name),
    uid: label(listed, LABELS.uid),
  });
  const pod = pods.get(listed.podSandboxId ?? '') ?? fromLabels;
  return {
    container: { id, ...present({ name, image, created_at: createdAt(listed.createdAt) }) },
    ...(Object.keys(pod).length === 0 ? {} : { pod }),
  };
}

/** The image as the pod names it, else as the runtime does. */
export function imageName(image: CriImage | undefined): string | undefined {
  return text(image?.userSpecifiedImage) ?? text(image?.image);
}

function label(listed: CriContainer, key: string): string | undefined {
  const labels = listed.labels ?? {};
  return Object.hasOwn(labels, key) ? text(labels[key]) : undefined;
}

/** Whether a pod's uid is what the kubelet makes for one that it read from a file. */
export function isManifestUid(uid: string | undefined): boolean {
  return uid !== undefined && MANIFEST_UID.test(uid);
}

function isStatic({ annotations = [] }: CriPodSandbox): boolean {
  const source = annotations.find(({ key }) => key === SOURCE_ANNOTATION)?.value;
  return source !== undefined && Buffer.from(source).toString('latin1') === 'file';
}

/** The pod's own, in the order of their names, so that the same pod always looks the same. */
function labelsOf({ labels = {} }: CriPodSandbox): Record<string, string> | undefined {
  const own = Object.entries(labels)
    .filter(([key, value]) => LABEL_KEY.test(key) && isText(key) && isText(value))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MAX_LABELS);
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

function createdAt(nanoseconds: string | undefined): string | undefined {
  if (nanoseconds === undefined || !/^[1-9]\d{0,18}$/.test(nanoseconds)) return undefined;
  return formatUnixNanos(BigInt(nanoseconds));
}
