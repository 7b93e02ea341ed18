import type { ProcessFacts } from '@keywarden/contracts';
import { knownOrNothing, someOf, type JsonObject } from '../json.js';
import { MAX_ITEMS } from '../limits.js';
import { text } from '../text.js';

type Workload = Pick<ProcessFacts, 'container' | 'pod'>;

/** `container.*`; undefined outside of one. */
export function ecsContainer({ container }: Workload): JsonObject | undefined {
  if (container === undefined) return undefined;
  const { name, image, image_digest: digest, privileged } = container;
  return knownOrNothing({
    id: text(container.id),
    name: name === undefined ? undefined : text(name),
    image: knownOrNothing({
      name: image === undefined ? undefined : text(image),
      hash: digest === undefined ? undefined : { all: [text(digest)] },
    }),
    security_context: privileged === undefined ? undefined : { privileged },
  });
}

/** `orchestrator.*`: the pod of the process, and the cluster when it is known. */
export function ecsOrchestrator({ pod }: Workload, cluster?: string): JsonObject | undefined {
  if (pod === undefined && cluster === undefined) return undefined;
  const labels = Object.entries(pod?.labels ?? {}).slice(0, MAX_ITEMS);
  return knownOrNothing({
    type: 'kubernetes',
    cluster: cluster === undefined ? undefined : { name: text(cluster) },
    namespace: pod?.namespace === undefined ? undefined : text(pod.namespace),
    resource:
      pod === undefined
        ? undefined
        : knownOrNothing({
            type: 'pod',
            name: pod.name === undefined ? undefined : text(pod.name),
            id: pod.uid === undefined ? undefined : text(pod.uid),
            label: someOf(labels.map(([key, value]) => text(`${key}:${value}`))),
          }),
  });
}
