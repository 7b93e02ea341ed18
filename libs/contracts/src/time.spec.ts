import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatUnixNanos, parseUnixNanos, toStartTime } from './time.js';

/** 9999-12-31T23:59:59.999999999Z, the last time that RFC 3339 can name. */
const LAST = 253_402_300_799_999_999_999n;

describe('formatUnixNanos and parseUnixNanos', () => {
  it('keep every nanosecond there and back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: LAST }), (nanos) => {
        expect(parseUnixNanos(formatUnixNanos(nanos))).toBe(nanos);
      }),
    );
  });

  it('sort as text the way they sort as time', () => {
    const time = fc.bigInt({ min: 0n, max: LAST });
    fc.assert(
      fc.property(time, time, (a, b) => {
        expect(formatUnixNanos(a) < formatUnixNanos(b)).toBe(a < b);
      }),
    );
  });

  it('write nine digits and Z', () => {
    expect(formatUnixNanos(1_764_000_000_000_000_001n)).toBe('2025-11-24T16:00:00.000000001Z');
    expect(formatUnixNanos(-1n)).toBe('1970-01-01T00:00:00.000000000Z');
  });

  it('read fewer digits as a decimal fraction', () => {
    expect(parseUnixNanos('1970-01-01T00:00:01.5Z')).toBe(1_500_000_000n);
    expect(parseUnixNanos('1970-01-01T00:00:01Z')).toBe(1_000_000_000n);
  });

  it('refuse what is not a time, naming it', () => {
    expect(() => parseUnixNanos('yesterday')).toThrow(/yesterday/);
  });
});

describe('toStartTime', () => {
  it('is a whole clock tick, at most one tick back, and exact in a double', () => {
    const years = 30n * 366n * 86_400n * 1_000_000_000n;
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: years }), (bootNanos) => {
        const start = BigInt(toStartTime(bootNanos));
        expect(start % 10_000_000n).toBe(0n);
        expect(bootNanos - start).toBeGreaterThanOrEqual(0n);
        expect(bootNanos - start).toBeLessThan(10_000_000n);
      }),
    );
  });

  it('gives the same identity to every instant of one tick', () => {
    expect(toStartTime(12_349_999_999n)).toBe(toStartTime(12_340_000_000n));
    expect(toStartTime(12_350_000_000n)).not.toBe(toStartTime(12_349_999_999n));
  });
});
