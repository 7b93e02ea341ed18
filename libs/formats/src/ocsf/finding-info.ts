import { eventId, type Alert } from '@keywarden/contracts';
import { attackUrl, tactic, techniques, type AttackEntry } from '../attack.js';
import { deedOf, eventIds, unixMillis } from '../facts.js';
import { known, someOf, type JsonObject } from '../json.js';
import { MAX_ITEMS } from '../limits.js';
import { text } from '../text.js';
import { fileActivityType } from './file-activity-type.js';

const RULE = 1;
const ACTIVE = 1;

/** What the finding is, which rule made it, and what it goes back to. */
export function ocsfFindingInfo(alert: Alert): JsonObject {
  const { signature, incident } = alert;
  const related = relatedEvents(alert);
  return known({
    uid: text(alert.id),
    title: text(alert.title),
    desc: text(alert.description),
    types: [text(signature.category)],
    created_time: unixMillis(alert.time),
    first_seen_time: unixMillis(incident?.opened_at ?? alert.time),
    last_seen_time: unixMillis(alert.time),
    data_sources: someOf(signature.depends_on.slice(0, MAX_ITEMS).map((name) => text(name))),
    analytic: {
      uid: text(signature.id),
      name: text(signature.name),
      version: String(signature.version),
      type_id: RULE,
      type: 'Rule',
      state_id: ACTIVE,
      state: 'Active',
    },
    attacks: someOf(attacks(alert)),
    related_events: related,
    related_events_count: related.length,
    traits: someOf(traits(alert)),
  });
}

function attacks({ signature }: Alert): JsonObject[] {
  const ids = signature.mitre_external_ids.slice(0, MAX_ITEMS);
  const aim = tactic(signature.category);
  return techniques(ids).map((technique) =>
    known({
      tactic: aim === undefined ? undefined : { uid: aim.id, name: aim.name },
      technique: attackEntry(technique),
      sub_technique: technique.sub === undefined ? undefined : attackEntry(technique.sub),
    }),
  );
}

function attackEntry({ id, name }: AttackEntry): JsonObject {
  return known({ uid: id, name, src_url: attackUrl(id) });
}

function relatedEvents(alert: Alert): JsonObject[] {
  const own = eventId(alert.event);
  const type = deedOf(alert.event) === undefined ? undefined : fileActivityType(alert.event);
  return eventIds(alert)
    .slice(0, MAX_ITEMS)
    .map((uid) => known({ uid: text(uid), type_uid: uid === own ? type : undefined }));
}

function traits({ evasions, attack_vectors: vectors }: Alert): JsonObject[] {
  const named = (category: string) => (name: string) => ({ category, name: text(name) });
  return [
    ...evasions.slice(0, MAX_ITEMS).map(named('evasion')),
    ...vectors.slice(0, MAX_ITEMS).map(named('attack vector')),
  ];
}
