import type { Alert, LineageProcess } from '@keywarden/contracts';
import { tactic } from '../attack.js';
import { actorOf, type Actor } from '../facts.js';
import { known, knownOrNothing, someOf, type JsonObject } from '../json.js';
import { MAX_ANCESTORS, MAX_ITEMS, MAX_SHORT_TEXT } from '../limits.js';
import { text } from '../text.js';
import { traceeArguments, traceeEventId } from './arguments.js';
import { firstTechnique, ownProperties, signatureName } from './signature.js';

/**
 * The alert as Tracee's event of the API v1beta1, as `MarshalJSON` of `api/v1beta1/event_json.go` writes it
 * (not as protojson would: an argument is `{name, value}`, a wrapped number the number). `id` is 0: Tracee
 * numbers its detections anew at each start.
 */
export function toTraceeEvent(alert: Alert): JsonObject {
  const { event, signature } = alert;
  const actor = actorOf(event);
  const data = traceeArguments(event).map(({ name, value }) => ({ name, value }));
  return known({
    timestamp: text(alert.time),
    id: 0,
    name: text(signature.name),
    policies: { matched: [] },
    workload: actor === undefined ? undefined : workload(actor, alert.lineage.slice(1)),
    data: someOf(data),
    threat: threat(alert),
    detected_from: known({
      id: traceeEventId(event.name),
      name: event.name,
      data: someOf(data),
    }),
  });
}

function workload(actor: Actor, ancestors: readonly LineageProcess[]): JsonObject {
  const { container, pod } = actor;
  return known({
    process: process(actor, ancestors),
    container:
      container === undefined
        ? undefined
        : known({
            id: text(container.id),
            name: text(container.name ?? ''),
            image: {
              id: '',
              repo_digests: container.image_digest && [text(container.image_digest)],
              name: text(container.image ?? ''),
            },
            started: true,
          }),
    k8s:
      pod === undefined
        ? undefined
        : knownOrNothing({
            pod: known({
              name: text(pod.name ?? ''),
              uid: text(pod.uid ?? ''),
              labels: labels(pod.labels),
            }),
            namespace: pod.namespace === undefined ? undefined : { name: text(pod.namespace) },
          }),
  });
}

function process(actor: Actor, ancestors: readonly LineageProcess[]): JsonObject {
  return known({
    executable: executable(actor.exe),
    host_pid: actor.pid,
    pid: actor.ns_pid ?? actor.pid,
    real_user: actor.uid === undefined ? undefined : { id: actor.uid },
    thread: { name: text(actor.comm), host_tid: actor.tid },
    ancestors: someOf(
      ancestors.slice(0, MAX_ANCESTORS).map((one) =>
        known({
          executable: executable(one.exe, MAX_SHORT_TEXT),
          host_pid: one.pid,
          pid: one.ns_pid ?? one.pid,
          real_user: one.uid === undefined ? undefined : { id: one.uid },
          thread: { name: text(one.comm, MAX_SHORT_TEXT) },
        }),
      ),
    ),
  });
}

function executable(exe: { path: string } | undefined, max?: number): JsonObject | undefined {
  return exe === undefined ? undefined : { path: text(exe.path, max) };
}

function labels(all: Record<string, string> | undefined): JsonObject | undefined {
  if (all === undefined) return undefined;
  const entries = Object.entries(all).slice(0, MAX_ITEMS);
  return knownOrNothing(
    Object.fromEntries(entries.map(([key, value]) => [text(key), text(value)])),
  );
}

function threat(alert: Alert): JsonObject {
  const { signature } = alert;
  const aim = tactic(signature.category)?.name ?? text(signature.category);
  const own = Object.entries({
    ...ownProperties(alert),
    Category: signature.category,
    signatureID: signature.id,
    mitreID: signature.mitre_id,
  } as JsonObject);
  return {
    description: text(alert.description),
    mitre: { tactic: { name: aim }, technique: firstTechnique(alert) },
    severity: signature.severity,
    name: signatureName(alert),
    // The API has only text there.
    properties: Object.fromEntries(own.map(([key, value]) => [key, text(String(value))])),
  };
}
