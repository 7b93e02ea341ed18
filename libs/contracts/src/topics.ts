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
  /** Key: incident id. Value: OCSF Detection Finding JSON, from the Kafka sink of the notifier. */
  findingsOcsf: 'keywarden.findings.ocsf.v1',
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
  /** JSON list of `{time, error}`, one for each attempt of the sink, oldest first. */
  attempts: 'keywarden-attempts',
  /** Id of a notification that the notifier made up by itself; the same for the same one. */
  notification: 'keywarden-notification',
  /** Why it was made up: `repeat`, `escalation`, `unmuted`, `resolved`. */
  notificationReason: 'keywarden-notification-reason',
} as const;

/**
 * In the place of the original topic on the dead letter of a notification that came from none. Its partition
 * is 0 and its offset a number made of its id, so that letters of the same notification have all four of
 * what identifies a letter in common.
 */
export const NOTIFICATION_ORIGIN = 'keywarden.notifications';

/** Kafka record headers on a message that `keywarden dead-letters replay` published again. */
export const REPLAY_HEADERS = {
  /** The only sink that the alert is for; absent: everybody. */
  sink: 'keywarden-replay-sink',
  /** Id of the notification that is told again with this alert; absent: the alert itself is. */
  notification: 'keywarden-replay-notification',
  /** Why it was made up. */
  notificationReason: 'keywarden-replay-notification-reason',
  /** `PARTITION/OFFSET` of the dead letter. */
  from: 'keywarden-replayed-from',
} as const;

/**
 * Header of a marker: a small record in the dead letter topic that says which letter was replayed
 * (`PARTITION/OFFSET`). It has none of {@link DEAD_LETTER_HEADERS}, which every letter has, so that a
 * letter cannot pass for one.
 */
export const REPLAYED_MARKER_HEADER = 'keywarden-replayed';

/** Kafka record headers on what the Kafka sink publishes. */
export const FINDING_HEADERS = {
  /** Receivers deduplicate by it together with the status. */
  alertId: 'keywarden-alert-id',
  /** `firing` or `resolved`. */
  status: 'keywarden-status',
  contentType: 'content-type',
} as const;
