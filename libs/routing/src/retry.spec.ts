import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, decideRetry, type RetryPolicy } from './retry.js';

const policy: RetryPolicy = {
  maxAttempts: 5,
  maxElapsedMs: 60_000,
  firstDelayMs: 500,
  maxDelayMs: 30_000,
};
const always = (value: number) => () => value;

describe('retry', () => {
  it('doubles the bound up to the limit and takes a share of it', () => {
    const bounds = [1, 2, 3, 7, 2000].map((attempts) => backoffMs(policy, attempts, always(0.999)));
    expect(bounds).toEqual([499, 999, 1998, 29_970, 29_970]);
    expect(backoffMs(policy, 3, always(0))).toBe(0);
  });

  it('never undercuts what the destination asked for', () => {
    const state = { attempts: 1, elapsedMs: 0, retryAfterMs: 7_000 };
    expect(decideRetry(policy, state, always(0.5))).toEqual({ decision: 'wait', delayMs: 7_000 });
  });

  it('gives up after the last attempt, and when the wait would end too late', () => {
    expect(decideRetry(policy, { attempts: 5, elapsedMs: 0 }, always(0))).toEqual({
      decision: 'give-up',
      because: 'attempts',
    });
    const late = { attempts: 1, elapsedMs: 59_000, retryAfterMs: 1_001 };
    expect(decideRetry(policy, late, always(0))).toEqual({ decision: 'give-up', because: 'time' });
    const justInTime = { ...late, retryAfterMs: 1_000 };
    expect(decideRetry(policy, justInTime, always(0)).decision).toBe('wait');
  });

  it('waits a whole, non-negative time within the bound, whatever chance says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempts, chance) => {
          const delay = backoffMs(policy, attempts, always(chance));
          expect(Number.isInteger(delay) && delay >= 0 && delay < policy.maxDelayMs).toBe(true);
        },
      ),
    );
  });
});
