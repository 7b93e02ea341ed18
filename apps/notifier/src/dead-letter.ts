import type { FinalOutcome } from '@keywarden/bus';
import { DEAD_LETTER_HEADERS } from '@keywarden/contracts';
import type { NotificationReason, Undeliverable } from '@keywarden/routing';

/** A receiver that gave up, and why. */
export interface Refusal {
  name: string;
  settlement: Undeliverable;
}

/** Most bytes of the errors of all attempts in the header of a dead letter. */
const MAX_ATTEMPTS_BYTES = 16_384;

/**
 * Why something is a dead letter, with the receivers and every attempt's error in the headers.
 *
 * @param madeUp the notification that was not taken, when it was more than the alert as it came
 */
export function deadLetterOf(
  refused: readonly Refusal[],
  madeUp?: { key: string; reason: NotificationReason },
): Extract<FinalOutcome, { outcome: 'dead-letter' }> {
  const attempts = refused.flatMap(({ settlement }) => settlement.attempts);
  const { because, reason } = refused[0]?.settlement ?? { because: 'gave-up', reason: '' };
  return {
    outcome: 'dead-letter',
    code: because === 'rejected' ? 'KW_SINK_REJECTED' : 'KW_SINK_UNAVAILABLE',
    reason: `${reason} (attempts: ${String(attempts.length)})`,
    headers: {
      [DEAD_LETTER_HEADERS.sink]: refused.map(({ name }) => name).join(','),
      [DEAD_LETTER_HEADERS.attempts]: boundedJson(attempts),
      ...(madeUp === undefined
        ? {}
        : {
            [DEAD_LETTER_HEADERS.notification]: madeUp.key,
            [DEAD_LETTER_HEADERS.notificationReason]: madeUp.reason,
          }),
    },
  };
}

/** The latest errors that fit. */
function boundedJson(attempts: readonly object[]): string {
  for (let from = 0; from < attempts.length; from += Math.ceil((attempts.length - from) / 2)) {
    const text = JSON.stringify(attempts.slice(from));
    if (Buffer.byteLength(text) <= MAX_ATTEMPTS_BYTES) return text;
  }
  return '[]';
}
