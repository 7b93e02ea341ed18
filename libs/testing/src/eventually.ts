import { setTimeout as delay } from 'node:timers/promises';

/**
 * Looks every 20 ms until `check` gives something other than undefined or false.
 *
 * @throws when that has not happened within `deadlineMs` (30 s unless told).
 */
export async function eventually<T>(
  what: string,
  check: () => T | false | undefined,
  deadlineMs = 30_000,
): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const found = check();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`waited ${String(deadlineMs)} ms for ${what}`);
    await delay(20);
  }
}
