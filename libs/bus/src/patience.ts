import { KeywardenError, toKeywardenError, type ErrorCode } from '@keywarden/contracts';
import type { Logger } from '@keywarden/platform';
import { Backoff, pause } from './backoff.js';

export interface Patience {
  /** What is waited for, e.g. `Kafka at 127.0.0.1:9092`. */
  what: string;
  code: ErrorCode;
  logger: Logger;
  /** Ends the wait with an error. */
  signal: AbortSignal;
  /** Gives up after this time, ms; absent: never. */
  limitMs?: number | undefined;
  onWaiting?(detail: string): void;
}

const LOG_EVERY_MS = 10_000;

/**
 * Repeats `attempt` with backoff (0.2 s to 3 s) until it succeeds, and says so at most every ten
 * seconds.
 *
 * @throws KeywardenError with the code of `patience` when the limit is over or the signal aborted.
 */
export async function waitPatiently<T>(attempt: () => Promise<T>, patience: Patience): Promise<T> {
  const backoff = new Backoff({ firstMs: 200, maxMs: 3_000 });
  const started = performance.now();
  let spoke = -Infinity;
  for (;;) {
    if (patience.signal.aborted) throw gaveUp(patience, performance.now() - started);
    try {
      return await attempt();
    } catch (thrown) {
      const error = toKeywardenError(thrown, patience.code);
      const now = performance.now();
      const waitedMs = Math.round(now - started);
      const over = patience.limitMs !== undefined && waitedMs >= patience.limitMs;
      if (over) throw gaveUp(patience, waitedMs, error);
      patience.onWaiting?.(error.message);
      if (now - spoke >= LOG_EVERY_MS) {
        spoke = now;
        patience.logger.warn(
          { code: patience.code, error: error.message, waited_ms: waitedMs },
          `waiting for ${patience.what}`,
        );
      }
      await pause(backoff.next(), patience.signal);
    }
  }
}

function gaveUp(patience: Patience, waitedMs: number, cause?: KeywardenError): KeywardenError {
  const why = patience.signal.aborted ? 'stopped waiting' : 'gave up';
  const last = cause === undefined ? '' : `: ${cause.message}`;
  return new KeywardenError(
    patience.code,
    `${why} after ${String(Math.round(waitedMs / 1_000))} s${last}`,
    {
      where: patience.what,
      retryable: true,
      cause,
      hint: 'Check the address, the network between here and there, and that the service runs.',
    },
  );
}
