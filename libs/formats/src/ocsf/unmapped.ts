import type { Alert } from '@keywarden/contracts';
import { actorOf, deedOf } from '../facts.js';
import { bounded, known, type JsonObject } from '../json.js';
import { containerRest } from './container.js';

/** What OCSF has no attribute for, under the names of docs/alerts.md. */
export function unmapped(alert: Alert): JsonObject {
  const { event, incident, origin, verdict, signature } = alert;
  const actor = actorOf(event);
  const data: JsonObject = 'data' in event ? event.data : {};
  const rest = known({
    schema: alert.schema,
    backend: event.backend,
    seq: event.seq,
    new_path: deedOf(event)?.newPath,
    flags: data.flags,
    given_path: data.given_path,
    root_path: data.root_path,
    path_state: data.path_state,
    reached_by: data.reached_by,
    sensor: event.name === 'sensor_status' ? event.data : undefined,
    incident,
    resolution: alert.resolution,
    origin,
    lineage_incomplete: alert.lineage_incomplete,
    lineage_source: alert.lineage_source,
    risk_factors: alert.risk_factors,
    nearest_rule: verdict.nearest_rule,
    mitre_id: signature.mitre_id,
    workload: actor === undefined ? undefined : containerRest(actor),
  });
  return bounded(rest) as JsonObject;
}
