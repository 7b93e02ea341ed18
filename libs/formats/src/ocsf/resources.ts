import type { Alert } from '@keywarden/contracts';
import { actorOf, isSensorAlert } from '../facts.js';
import { known, someOf, type JsonObject } from '../json.js';
import { MAX_ITEMS } from '../limits.js';
import { text } from '../text.js';

/** `resource_details.role_id`. */
const ROLE = { target: 1, actor: 2, affected: 3 } as const;

/** The node, the pod that the process was in, and the credential. */
export function ocsfResources(alert: Alert, cluster: string | undefined): JsonObject[] {
  const group = cluster === undefined ? undefined : { name: text(cluster), type: 'cluster' };
  const node = known({
    type: 'node',
    name: text(alert.event.node),
    hostname: text(alert.event.node),
    role_id: ROLE.affected,
    role: 'Affected',
    group,
  });
  const pod = podResource(alert, group);
  return [node, ...(pod ? [pod] : []), ...(isSensorAlert(alert) ? [] : [target(alert)])];
}

function podResource(alert: Alert, group: JsonObject | undefined): JsonObject | undefined {
  const pod = actorOf(alert.event)?.pod;
  if (pod?.name === undefined && pod?.uid === undefined) return undefined;
  const labels = Object.entries(pod.labels ?? {}).slice(0, MAX_ITEMS);
  return known({
    type: 'pod',
    name: pod.name === undefined ? undefined : text(pod.name),
    uid: pod.uid === undefined ? undefined : text(pod.uid),
    namespace: pod.namespace === undefined ? undefined : text(pod.namespace),
    labels: someOf(labels.map(([key, value]) => text(`${key}=${value}`))),
    role_id: ROLE.actor,
    role: 'Actor',
    group,
  });
}

function target({ credential }: Alert): JsonObject {
  const { canonical_path, kind, reach } = credential;
  return known({
    type: 'credential',
    name: text(canonical_path),
    criticality: reach,
    role_id: ROLE.target,
    role: 'Target',
    data: known({
      kind,
      content: credential.content,
      distribution: text(credential.distribution),
      not_after: credential.not_after && text(credential.not_after),
      subject: credential.subject === undefined ? undefined : text(credential.subject),
      issuer: credential.issuer === undefined ? undefined : text(credential.issuer),
      fingerprint_sha256: credential.fingerprint && text(credential.fingerprint),
      mode: credential.mode,
      owner_gid: credential.owner_gid,
    }),
  });
}
