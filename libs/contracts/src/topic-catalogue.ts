import {
  DEAD_LETTER_HEADERS,
  FINDING_HEADERS,
  REPLAY_HEADERS,
  TOPICS,
  type Topic,
} from './topics.js';

/** What a consumer may rely on about a topic as long as its name stays the same. */
export interface TopicDescription {
  /** What the record key stands for. */
  key: string;
  /** Published schema or standard that values follow. */
  value: string;
  /** What is in order: all records with the same key. */
  ordered_by: string;
  /** What two records of the same message have in common. */
  deduplicate_by: string;
  /** Headers by name; other headers may come at any time. */
  headers: readonly string[];
}

const TRACE = 'traceparent';

/** Every topic by its name; published as `docs/schemas/topics.json`. */
export const TOPIC_CATALOGUE: Readonly<Record<Topic, TopicDescription>> = {
  [TOPICS.events]: {
    key: 'node',
    value: 'event-1.schema.json',
    ordered_by: 'node',
    deduplicate_by: 'node, boot_id, seq',
    headers: [TRACE, REPLAY_HEADERS.from],
  },
  [TOPICS.alerts]: {
    key: 'incident_id',
    value: 'alert-1.schema.json',
    ordered_by: 'incident_id',
    deduplicate_by: 'id',
    headers: [TRACE, ...Object.values(REPLAY_HEADERS)],
  },
  [TOPICS.deadLetters]: {
    key: 'the key of the original record',
    value: 'the bytes of the original record',
    ordered_by: 'nothing',
    deduplicate_by: `${DEAD_LETTER_HEADERS.topic}, ${DEAD_LETTER_HEADERS.partition}, ${DEAD_LETTER_HEADERS.offset}, ${DEAD_LETTER_HEADERS.sink}`,
    headers: Object.values(DEAD_LETTER_HEADERS),
  },
  [TOPICS.findingsOcsf]: {
    key: 'incident_id',
    value: 'OCSF 1.8.0 Detection Finding (class 2004)',
    ordered_by: 'incident_id',
    deduplicate_by: `${FINDING_HEADERS.alertId}, ${FINDING_HEADERS.status}`,
    headers: [TRACE, ...Object.values(FINDING_HEADERS)],
  },
};
