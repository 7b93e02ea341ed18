import { describe, expect, it } from 'vitest';
import { BootClock } from './boot-clock.js';

/** A machine whose clocks move 100 µs at each reading. */
function machine(suspendedNs: bigint, realMinusMonotonicNs: bigint) {
  let monotonic = 5_000_123_456_789n;
  const step = (): bigint => (monotonic += 100_000n);
  return {
    monotonicNs: () => step(),
    realtimeMs: () => Number((step() + realMinusMonotonicNs) / 1_000_000n),
    uptimeText: () => {
      const hundredths = (step() + suspendedNs) / 10_000_000n;
      const [seconds, rest] = [hundredths / 100n, hundredths % 100n];
      return `${String(seconds)}.${rest.toString().padStart(2, '0')} 1.00\n`;
    },
  };
}

const REAL = 1_700_000_000_000_000_000n;

describe('BootClock', () => {
  it('finds the wall clock to well below a millisecond', () => {
    const clock = new BootClock(machine(0n, REAL));
    const bootNs = 4_000_000_000_123n;
    const error = clock.unixNanos(bootNs) - (bootNs + REAL);
    expect(error > -500_000n && error < 500_000n).toBe(true);
  });

  it('takes the time of a suspension off', () => {
    const suspended = 3_600_000_000_000n;
    const clock = new BootClock(machine(suspended, REAL));
    const bootNs = 9_000_000_000_000n;
    const error = clock.unixNanos(bootNs) - (bootNs - suspended + REAL);
    expect(error > -15_000_000n && error < 15_000_000n).toBe(true);
  });

  it('ends although the wall clock stands still', () => {
    const sources = { ...machine(0n, REAL), realtimeMs: () => 42 };
    expect(() => new BootClock(sources)).not.toThrow();
  });
});
