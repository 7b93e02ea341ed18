/** Time as the canary needs it, as a port for tests. */
export interface Timers {
  /** Monotonic, ms. */
  nowMs(): number;
  /** Calls back after `ms`; the returned function cancels that. */
  after(ms: number, callback: () => void): () => void;
  /** Calls back when everything that already waits for the event loop was delivered. */
  soon(callback: () => void): void;
}

export const systemTimers: Timers = {
  nowMs: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => {
      clearTimeout(timer);
    };
  },
  // A timer runs before the poll for events of its turn, an immediate after it.
  soon: (callback) => {
    setImmediate(callback);
  },
};
