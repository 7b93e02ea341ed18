import type { ProcessFacts } from '@keywarden/contracts';
import { known, knownOrNothing, type JsonObject } from '../json.js';
import { text } from '../text.js';

type Workload = Pick<ProcessFacts, 'container' | 'pod'>;

/** What `container.pod_uuid` has to look like. The uid of a static pod is a hash without dashes. */
const UUID = /^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/;

/** The container of a process; undefined outside of one. */
export function ocsfContainer({ container, pod }: Workload): JsonObject | undefined {
  if (container === undefined) return undefined;
  const { id, name, image, image_digest: digest } = container;
  const imageUid = digest ?? image;
  return known({
    uid: text(id),
    name: name === undefined ? undefined : text(name),
    image:
      imageUid === undefined
        ? undefined
        : known({ uid: text(imageUid), name: image === undefined ? undefined : text(image) }),
    orchestrator: pod === undefined ? undefined : 'kubernetes',
    pod_uuid: pod?.uid !== undefined && UUID.test(pod.uid) ? pod.uid : undefined,
  });
}

/** What OCSF has no place for about a container and its pod. */
export function containerRest({ container, pod }: Workload): JsonObject | undefined {
  return knownOrNothing({
    privileged: container?.privileged,
    host_mounts: container?.host_mounts,
    created_at: container?.created_at,
    unresolved: container?.unresolved,
    service_account: pod?.service_account,
    static_pod: pod?.static,
  });
}
