import { KeywardenError } from '@keywarden/contracts';
import { Backoff, pause, type BackoffOptions } from './backoff.js';
import { toDeadLetter } from './dead-letter.js';
import type { BatchHandler, MessageBatch, MessageOutcome, OutgoingMessage } from './messages.js';

export const DEFAULT_RETRY: BackoffOptions = { firstMs: 200, maxMs: 5_000 };

/** Longest stretch without looking whether the batch is still ours, ms. */
const SLICE_MS = 500;

export interface BatchRun {
  handler: BatchHandler;
  publishDeadLetters(letters: readonly OutgoingMessage[]): Promise<void>;
  retry: BackoffOptions;
  /** Looked at between attempts; true abandons the batch uncommitted. */
  abandoned(): boolean;
  /** Ends a pause early. */
  signal: AbortSignal;
  /** Called at least every 500 ms between attempts; when it throws, so does {@link runBatch}. */
  keepAlive?(): Promise<void>;
  onFailure(error: unknown, attempt: number, delayMs: number): void;
  onDeadLetters?(outcomes: readonly MessageOutcome[]): void;
  /** After a success that followed a failure. */
  onRecovered(): void;
}

/**
 * Works off one batch: handler, then dead letters, each repeated with backoff until it succeeds.
 *
 * @returns the outcomes when the batch is done but for what is to be decided later, undefined when it was
 *   abandoned.
 */
export async function runBatch(
  batch: MessageBatch,
  run: BatchRun,
): Promise<readonly MessageOutcome[] | undefined> {
  const backoff = new Backoff(run.retry);
  let outcomes: readonly MessageOutcome[] | undefined;
  for (let attempt = 1; ; attempt += 1) {
    try {
      outcomes ??= checked(batch, await run.handler(batch));
      const letters = deadLetters(batch, outcomes);
      if (letters.length > 0) {
        await run.publishDeadLetters(letters);
        run.onDeadLetters?.(outcomes);
      }
      if (attempt > 1) run.onRecovered();
      return outcomes;
    } catch (error) {
      const delayMs = backoff.next();
      run.onFailure(error, attempt, delayMs);
      await pauseInSlices(run, delayMs);
      if (run.abandoned()) return undefined;
    }
  }
}

/** A handler behind Nest is not bound by its type, and a missing outcome would be a lost message. */
function checked(
  batch: MessageBatch,
  outcomes: readonly MessageOutcome[] | undefined,
): readonly MessageOutcome[] {
  const [got, wanted] = [outcomes?.length, batch.messages.length];
  if (outcomes !== undefined && got === wanted) return outcomes;
  throw new KeywardenError(
    'KW_INTERNAL',
    `the handler of ${batch.topic} returned ${String(got)} outcomes for ${String(wanted)} messages`,
  );
}

function deadLetters(
  batch: MessageBatch,
  outcomes: readonly MessageOutcome[],
): readonly OutgoingMessage[] {
  return batch.messages.flatMap((message, index) => {
    const outcome = outcomes[index];
    return outcome?.outcome === 'dead-letter' ? [toDeadLetter(message, outcome)] : [];
  });
}

async function pauseInSlices(run: BatchRun, delayMs: number): Promise<void> {
  for (let left = delayMs; left > 0 && !run.abandoned(); left -= SLICE_MS) {
    await pause(Math.min(left, SLICE_MS), run.signal);
    await run.keepAlive?.();
  }
}
