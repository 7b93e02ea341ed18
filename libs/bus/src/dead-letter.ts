import { DEAD_LETTER_HEADERS } from '@keywarden/contracts';
import type { FinalOutcome, IncomingMessage, OutgoingMessage } from './messages.js';

const OURS = new Set<string>(Object.values(DEAD_LETTER_HEADERS));
const MAX_REASON = 2_000;

/**
 * The dead letter of a message: original key and bytes, why and from where in the headers. Original
 * headers stay, except those that imitate ours.
 */
export function toDeadLetter(
  message: IncomingMessage,
  outcome: Extract<FinalOutcome, { outcome: 'dead-letter' }>,
): OutgoingMessage {
  const kept = Object.entries(message.headers).filter(([name]) => !OURS.has(name));
  return {
    key: message.key,
    value: message.value,
    headers: {
      ...Object.fromEntries(kept),
      ...outcome.headers,
      [DEAD_LETTER_HEADERS.reason]: outcome.reason.slice(0, MAX_REASON),
      [DEAD_LETTER_HEADERS.code]: outcome.code,
      [DEAD_LETTER_HEADERS.topic]: message.topic,
      [DEAD_LETTER_HEADERS.partition]: String(message.partition),
      [DEAD_LETTER_HEADERS.offset]: message.offset,
    },
  };
}
