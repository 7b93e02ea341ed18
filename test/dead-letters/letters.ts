import { toDeadLetter, type IncomingMessage, type OutgoingMessage } from '@keywarden/bus';
import { TOPICS } from '@keywarden/contracts';

interface LetterSpec {
  readonly topic?: string;
  readonly offset: number;
  readonly key?: Buffer | null;
  readonly value: Buffer;
  readonly headers?: Record<string, string>;
  readonly sink?: string;
  readonly reason?: string;
  readonly attempts?: unknown;
}

/** A dead letter as the notifier writes it. */
export function deadLetter(spec: LetterSpec): OutgoingMessage {
  const { sink, attempts, value, offset } = spec;
  const message: IncomingMessage = {
    topic: spec.topic ?? TOPICS.alerts,
    partition: 0,
    offset: String(offset),
    key: spec.key === undefined ? Buffer.from('incident') : spec.key,
    value,
    headers: spec.headers ?? {},
    timestampMs: 0,
  };
  return toDeadLetter(message, {
    outcome: 'dead-letter',
    code: sink === undefined ? 'KW_MESSAGE_MALFORMED' : 'KW_SINK_REJECTED',
    reason: spec.reason ?? 'HTTP 400',
    headers: {
      ...(sink === undefined ? {} : { 'keywarden-sink': sink }),
      ...(attempts === undefined ? {} : { 'keywarden-attempts': JSON.stringify(attempts) }),
    },
  });
}
