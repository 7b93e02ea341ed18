import type { IncomingMessage } from '@keywarden/bus';
import {
  DEAD_LETTER_HEADERS,
  NOTIFICATION_ORIGIN,
  REPLAYED_MARKER_HEADER,
  TOPICS,
} from '@keywarden/contracts';

/** One attempt of a sink, as the notifier noted it. */
export interface Attempt {
  time: string;
  error: string;
}

/** What is known of a dead letter without its bytes. */
export interface Letter {
  /** `PARTITION/OFFSET` in the dead letter topic. */
  ref: string;
  partition: number;
  offset: string;
  /** RFC 3339: when it was written. */
  time: string;
  code: string;
  reason: string;
  /** Where it came from. */
  topic: string;
  origin: string;
  /** The sink that gave up; several with commas between, when they share what feeds them. */
  sink: string | undefined;
  attempts: Attempt[];
  alert: string | undefined;
  /** What was told with the alert, when that was not the alert as it came: a repeat, an escalation, an end. */
  notification: { id: string; reason: string } | undefined;
  /** Of key and value. */
  bytes: number;
}

/** What a record of the dead letter topic is: a letter, the marker of a replay, or something foreign. */
export type Found =
  | { kind: 'letter'; letter: Letter }
  | { kind: 'marker'; ref: string; timeMs: number }
  | { kind: 'foreign' };

const REF = /^\d{1,9}\/\d{1,19}$/;
const MAX_ATTEMPTS = 1_000;

/** Never throws: the bytes are whatever was refused, and headers are whatever somebody wrote. */
export function read(message: IncomingMessage): Found {
  const { headers, partition, offset } = message;
  const topic = headers[DEAD_LETTER_HEADERS.topic];
  if (topic === undefined) {
    const ref = headers[REPLAYED_MARKER_HEADER] ?? '';
    return REF.test(ref)
      ? { kind: 'marker', ref, timeMs: message.timestampMs }
      : { kind: 'foreign' };
  }
  const at = (name: keyof typeof DEAD_LETTER_HEADERS): string =>
    headers[DEAD_LETTER_HEADERS[name]] ?? '';
  const letter = {
    ref: `${String(partition)}/${offset}`,
    partition,
    offset,
    time: timeText(message.timestampMs),
    code: at('code'),
    reason: at('reason'),
    topic,
    origin: `${at('partition')}/${at('offset')}`,
    sink: headers[DEAD_LETTER_HEADERS.sink],
    attempts: attemptsOf(at('attempts')),
    alert: isOfAlert(topic) ? alertIdOf(message.value) : undefined,
    notification: notificationOf(at('notification'), at('notificationReason')),
    bytes: message.value.length + (message.key?.length ?? 0),
  };
  return { kind: 'letter', letter };
}

/** The sinks that gave up, none for a letter that is not of a sink. */
export function sinksOf({ sink }: Letter): string[] {
  return sink === undefined ? [] : sink.split(',');
}

/** Where a letter goes back to: what came from no topic was about an alert. */
export function returnTopic({ topic }: Letter): string {
  return topic === NOTIFICATION_ORIGIN ? TOPICS.alerts : topic;
}

/** The two numbers of `PARTITION/OFFSET`; undefined for anything else. */
export function parseRef(text: string): { partition: number; offset: bigint } | undefined {
  if (!REF.test(text)) return undefined;
  const [partition = '', offset = ''] = text.split('/');
  return { partition: Number(partition), offset: BigInt(offset) };
}

function isOfAlert(topic: string): boolean {
  return topic === TOPICS.alerts || topic === NOTIFICATION_ORIGIN;
}

function notificationOf(id: string, reason: string): Letter['notification'] {
  return id === '' || reason === '' ? undefined : { id, reason };
}

function timeText(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

function attemptsOf(json: string): Attempt[] {
  const list = parse(json);
  if (!Array.isArray(list)) return [];
  return list.slice(0, MAX_ATTEMPTS).flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return [];
    const { time, error } = entry as Record<string, unknown>;
    return typeof time === 'string' && typeof error === 'string' ? [{ time, error }] : [];
  });
}

function alertIdOf(value: Buffer): string | undefined {
  const alert = parse(value.toString());
  if (typeof alert !== 'object' || alert === null || !('id' in alert)) return undefined;
  return typeof alert.id === 'string' ? alert.id : undefined;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
