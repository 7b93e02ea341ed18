/** Wall-clock time as a port, so that domain code can be tested at any instant. */
export interface Clock {
  now(): Date;
  /** Unix time in nanoseconds. The system clock steps in milliseconds. */
  unixNanos(): bigint;
}

export const systemClock: Clock = {
  now: () => new Date(),
  unixNanos: () => BigInt(Date.now()) * 1_000_000n,
};
