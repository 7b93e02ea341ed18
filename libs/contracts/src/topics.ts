/**
 * Kafka topic names. The in-process bus uses the same names, so that a handler cannot tell which
 * bus carries it.
 */
export const TOPICS = {
  /** Key: node. Value: {@link KernelEvent} JSON. One node, one partition, kernel order. */
  events: 'keywarden.events.v1',
  /** Key: incident id. Value: {@link Alert} JSON. */
  alerts: 'keywarden.alerts.v1',
  /** Key: the original key. Value: the original bytes. Headers: {@link DEAD_LETTER_HEADERS}. */
  deadLetters: 'keywarden.dead-letters.v1',
} as const;

export type Topic = (typeof TOPICS)[keyof typeof TOPICS];

/** Kafka record headers on a dead letter; all values are UTF-8 text. */
export const DEAD_LETTER_HEADERS = {
  reason: 'keywarden-reason',
  code: 'keywarden-error-code',
  topic: 'keywarden-original-topic',
  partition: 'keywarden-original-partition',
  offset: 'keywarden-original-offset',
  /** Name of the sink that gave up, on a dead letter from the notifier. */
  sink: 'keywarden-sink',
} as const;
