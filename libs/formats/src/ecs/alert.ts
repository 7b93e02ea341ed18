import { eventId, type Alert, type Origin } from '@keywarden/contracts';
import { tactic, techniques, type AttackEntry } from '../attack.js';
import { actorOf, deedOf, endOf, eventIds, messageOf, timeOfAlert } from '../facts.js';
import { bounded, known, someOf, type JsonObject } from '../json.js';
import { MAX_ITEMS } from '../limits.js';
import { text } from '../text.js';
import { ECS_ACTIONS, ecsBase, ecsRelated, ecsUser } from './base.js';
import { ecsFile } from './file.js';
import { ecsNamedProcess, ecsProcess } from './process.js';
import { ecsContainer, ecsOrchestrator } from './workload.js';

export interface EcsOptions {
  /** Name of the cluster that the node belongs to. */
  cluster?: string;
}

/**
 * The alert as a document of the Elastic Common Schema. What ECS has no field for is under
 * `keywarden`, under the names of docs/alerts.md. The end of an incident is an event and no alert, so
 * that no rule takes it for another theft.
 */
export function toEcs(alert: Alert, options: EcsOptions = {}): JsonObject {
  const { event } = alert;
  const actor = actorOf(event);
  const deed = deedOf(event);
  return known({
    '@timestamp': text(timeOfAlert(alert)),
    ...ecsBase(event),
    message: text(messageOf(alert)),
    tags: someOf(alert.evasions.slice(0, MAX_ITEMS).map((name) => text(name))),
    event: known({ ...ecsEvent(alert), ...ecsEnd(alert) }),
    rule: {
      id: text(alert.signature.id),
      name: text(alert.signature.name),
      version: String(alert.signature.version),
      category: text(alert.signature.category),
      ruleset: 'keywarden',
    },
    threat: ecsThreat(alert),
    process: actor === undefined ? undefined : readerWithLineage(alert, actor),
    user: actor === undefined ? undefined : ecsUser(actor),
    file: deed === undefined ? undefined : ecsFile(deed, alert.credential),
    container: actor === undefined ? undefined : ecsContainer(actor),
    orchestrator: ecsOrchestrator(actor ?? {}, options.cluster),
    related: ecsRelated(event.node, actor),
    trace: alert.trace_id === undefined ? undefined : { id: text(alert.trace_id) },
    keywarden: rest(alert),
  });
}

function ecsEvent(alert: Alert): JsonObject {
  const { event } = alert;
  const deed = deedOf(event);
  const [action, type] =
    deed === undefined ? [alert.signature.name, 'info'] : ECS_ACTIONS[deed.verb];
  return {
    kind: 'alert',
    category: [categoryOf(deed?.verb)],
    type: [type],
    action: text(action),
    id: text(alert.id),
    dataset: 'keywarden.alert',
    module: 'keywarden',
    provider: event.backend,
    severity: alert.signature.severity,
    risk_score: alert.risk_score,
    reason: text(alert.verdict.reason),
    start: text(alert.incident?.opened_at ?? alert.time),
  };
}

/** What is different about the event that ends an incident. */
function ecsEnd(alert: Alert): JsonObject {
  const end = endOf(alert);
  if (end === undefined) return {};
  return {
    kind: 'event',
    category: ['intrusion_detection'],
    type: ['info'],
    action: 'incident-resolved',
    reason: text(end.reason),
    end: text(timeOfAlert(alert)),
  };
}

/** `event.category`; a file is what it is about in all but two cases. */
function categoryOf(verb: string | undefined): string {
  if (verb === undefined) return 'host';
  return verb === 'attach' ? 'process' : 'file';
}

function ecsThreat({ signature }: Alert): JsonObject {
  const aim = tactic(signature.category);
  const all = techniques(signature.mitre_external_ids.slice(0, MAX_ITEMS));
  const subs = all.flatMap(({ sub }) => (sub === undefined ? [] : [sub]));
  return known({
    framework: 'MITRE ATT&CK',
    tactic: aim === undefined ? undefined : { id: [aim.id], name: [aim.name] },
    technique: known({
      ...columns(all),
      subtechnique: subs.length === 0 ? undefined : columns(subs),
    }),
  });
}

/** ECS keeps the ids and the names of techniques in two lists. */
function columns(entries: readonly AttackEntry[]): JsonObject {
  const names = entries.flatMap(({ name }) => (name === undefined ? [] : [name]));
  return { id: entries.map(({ id }) => id), name: names };
}

function readerWithLineage(alert: Alert, actor: NonNullable<ReturnType<typeof actorOf>>) {
  const { event, origin, lineage } = alert;
  const entry = origin?.entry_process;
  const leader = origin?.session_leader;
  return known({
    ...ecsProcess(event, actor, lineage[1]),
    entry_leader:
      entry === undefined
        ? undefined
        : {
            ...ecsNamedProcess(event, entry),
            entry_meta: { type: entryType(origin?.entry_point) },
          },
    session_leader: leader === undefined ? undefined : ecsNamedProcess(event, leader),
  });
}

/** `entry_meta.type`; ECS lists the values, and `unknown` is what its own sensors write for the rest. */
const ENTRY_TYPES: Readonly<Record<Origin['entry_point'], string>> = {
  ssh: 'sshd',
  console: 'console',
  cron: 'init',
  'systemd-service': 'init',
  'container-start': 'kubelet',
  'container-exec': 'kubelet',
  unknown: 'unknown',
};

function entryType(point: Origin['entry_point'] | undefined): string {
  return ENTRY_TYPES[point ?? 'unknown'];
}

function rest(alert: Alert): unknown {
  const { event } = alert;
  return bounded(
    known({
      schema: alert.schema,
      incident_id: alert.incident_id,
      status: alert.status,
      resolution: alert.resolution,
      new_path: deedOf(event)?.newPath,
      confidence: alert.confidence,
      credential: event.name === 'sensor_status' ? undefined : alert.credential,
      lineage: alert.lineage,
      lineage_incomplete: alert.lineage_incomplete,
      lineage_source: alert.lineage_source,
      origin: alert.origin,
      incident: alert.incident,
      evasions: alert.evasions,
      attack_vectors: alert.attack_vectors,
      risk_factors: alert.risk_factors,
      mitigations: alert.mitigations,
      events: eventIds(alert),
      event_id: eventId(event),
      nearest_rule: alert.verdict.nearest_rule,
      sensor: event.name === 'sensor_status' ? event.data : undefined,
    }),
  );
}
