import type { Alert } from '@keywarden/contracts';
import { attackUrl, tactic, techniques, type AttackEntry } from '../attack.js';
import { actorOf, unixMillis } from '../facts.js';
import { known, type JsonObject } from '../json.js';
import { MAX_ITEMS } from '../limits.js';
import { text } from '../text.js';
import { ownId, stixTime } from './ids.js';
import { stixObservables } from './observables.js';

/** `confidence` by the scale None, Low, Medium, High of STIX 2.1, appendix A. */
const CONFIDENCES = { low: 15, medium: 50, high: 85 } as const;

/** When the fixed objects of this project were made; an object keeps its times for ever. */
const FIXED = '2026-01-01T00:00:00.000Z';

/**
 * The alert as a STIX 2.1 bundle: that a technique was sighted, by whom, on which node, and what was
 * observed there. All ids follow from the alert, so that a bundle that is sent again changes nothing.
 */
export function toStix(alert: Alert): JsonObject {
  const actor = actorOf(alert.event);
  const observables = actor === undefined ? [] : [...stixObservables(alert, actor).values()];
  const reporter = identity('keywarden', 'Keywarden', FIXED);
  const node = identity(`node/${alert.event.node}`, text(alert.event.node), FIXED);
  const patterns = attackPatterns(alert, reporter.id);
  const observed =
    observables.length === 0 ? undefined : observedData(alert, observables, reporter);
  const sightings = patterns.map((pattern) =>
    sighting(alert, { pattern, node, reporter, observed }),
  );
  return {
    type: 'bundle',
    id: ownId('bundle', alert.id),
    objects: [
      reporter,
      node,
      ...patterns,
      ...observables,
      ...(observed === undefined ? [] : [observed]),
      ...sightings,
    ],
  };
}

function identity(key: string, name: string, time: string): JsonObject {
  return {
    type: 'identity',
    spec_version: '2.1',
    id: ownId('identity', key),
    created: time,
    modified: time,
    name,
    identity_class: 'system',
  };
}

/**
 * One for each technique, with MITRE's number as reference. They bear ids of our own: an object belongs
 * to who made it, and only MITRE may say what is under MITRE's id (section 3.6).
 */
function attackPatterns({ signature }: Alert, creator: unknown): JsonObject[] {
  const aim = tactic(signature.category);
  const entries: AttackEntry[] = techniques(signature.mitre_external_ids.slice(0, MAX_ITEMS)).map(
    (technique) => technique.sub ?? technique,
  );
  return entries.map(({ id, name }) =>
    known({
      type: 'attack-pattern',
      spec_version: '2.1',
      id: ownId('attack-pattern', id),
      created_by_ref: creator,
      created: FIXED,
      modified: FIXED,
      name: name ?? id,
      external_references: [{ source_name: 'mitre-attack', external_id: id, url: attackUrl(id) }],
      kill_chain_phases:
        aim === undefined
          ? undefined
          : [
              {
                kill_chain_name: 'mitre-attack',
                phase_name: aim.name.toLowerCase().replaceAll(' ', '-'),
              },
            ],
    }),
  );
}

function observedData(alert: Alert, observables: readonly JsonObject[], reporter: JsonObject) {
  const time = stixTime(unixMillis(alert.time));
  return {
    type: 'observed-data',
    spec_version: '2.1',
    id: ownId('observed-data', alert.id),
    created_by_ref: reporter.id,
    created: time,
    modified: time,
    first_observed: time,
    last_observed: time,
    number_observed: 1,
    object_refs: observables.map(({ id }) => id),
  };
}

interface Sighted {
  pattern: JsonObject;
  node: JsonObject;
  reporter: JsonObject;
  observed: JsonObject | undefined;
}

function sighting(alert: Alert, { pattern, node, reporter, observed }: Sighted): JsonObject {
  const last = unixMillis(alert.time);
  const first = Math.min(unixMillis(alert.incident?.opened_at ?? alert.time), last);
  const created = stixTime(last);
  return known({
    type: 'sighting',
    spec_version: '2.1',
    id: ownId('sighting', `${alert.id}/${String(pattern.id)}`),
    created_by_ref: reporter.id,
    created,
    modified: created,
    description: text(alert.description),
    confidence: CONFIDENCES[alert.confidence],
    first_seen: stixTime(first),
    last_seen: created,
    count: alert.incident?.event_count,
    sighting_of_ref: pattern.id,
    observed_data_refs: observed === undefined ? undefined : [observed.id],
    where_sighted_refs: [node.id],
    external_references: [
      { source_name: 'keywarden', external_id: text(alert.id) },
      { source_name: 'keywarden-incident', external_id: text(alert.incident_id) },
    ],
  });
}
