import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
  /** Named in the error: "waited 5000 ms for <what>". */
  readonly what: string;
  /** Milliseconds until giving up; 30 000 unless told. */
  readonly deadlineMs?: number;
  /** Milliseconds between two looks; 50 unless told. */
  readonly intervalMs?: number;
}

/**
 * Polls `condition` until it gives something other than false, null or undefined, and returns that.
 * A condition that throws counts as "not yet"; its last error is the cause of the error at the deadline.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  options: WaitOptions,
): Promise<Exclude<T, false | null | undefined>> {
  const deadlineMs = options.deadlineMs ?? 30_000;
  const started = performance.now();
  let last: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value !== false && value !== null && value !== undefined) {
        return value as Exclude<T, false | null | undefined>;
      }
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() - started >= deadlineMs) {
      const why = last === undefined ? '' : `; the last look failed: ${describe(last)}`;
      throw new Error(`waited ${String(deadlineMs)} ms for ${options.what}${why}`, { cause: last });
    }
    await delay(options.intervalMs ?? 50);
  }
}

/** One line for anything that can be thrown. */
export function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
