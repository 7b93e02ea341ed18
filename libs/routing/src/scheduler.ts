/** Time as the stages see it. A fake one runs the timeline tests. */
export interface Scheduler {
  /** Wall clock, ms since 1970; it may jump. */
  nowMs(): number;
  /** A clock that never steps back, ms. */
  monotonicMs(): number;
  /** Calls back once after so many ms of the monotonic clock. @returns what cancels it */
  after(ms: number, work: () => void): () => void;
}
