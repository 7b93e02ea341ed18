/** Both clocks as a port, so that a test can let the one jump and the other go on. */
export interface WatchClock {
  /** Wall clock, ms since 1970. */
  nowMs(): number;
  /** Counts up evenly from some point, ms. */
  monotonicMs(): number;
}

export const systemWatchClock: WatchClock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};

/** RFC 3339 in UTC. */
export function rfc3339(unixMs: number): string {
  return new Date(unixMs).toISOString();
}
