import type { ProcessFacts } from '@keywarden/contracts';
import type { CriContainer, CriImage, CriPodSandbox } from './cri-api.js';

export type ContainerFacts = NonNullable<ProcessFacts['container']>;
export type PodFacts = NonNullable<ProcessFacts['pod']>;

/** What the runtime says about a container or, without a name, about the sandbox of a pod. */
export interface KnownContainer {
  readonly container: ContainerFacts;
  readonly pod?: PodFacts;
}

/**
 * Kubernetes' names have at most 253 characters and image references about 500. A longer text is none
 * of them and is left out; what is in the others is carried as it is.
 */
const MAX_TEXT = 1024;

const LABELS = {
  name: 'io.kubernetes.pod.name',
  namespace: 'io.kubernetes.pod.namespace',
  uid: 'io.kubernetes.pod.uid',
  container: 'io.kubernetes.container.name',
} as const;

/** A sandbox holds its pod's namespaces; its own process is the pause container. */
export function sandboxFacts(sandbox: CriPodSandbox): KnownContainer | undefined {
  const id = text(sandbox.id);
  if (id === undefined) return undefined;
  const { name, namespace, uid } = sandbox.metadata ?? {};
  const pod = present({ namespace: text(namespace), name: text(name), uid: text(uid) });
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
    container: { id, ...present({ name, image }) },
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

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= MAX_TEXT ? value : undefined;
}

type Present<Fields> = { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };

function present<Fields extends object>(fields: Fields): Present<Fields> {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as Present<Fields>;
}
