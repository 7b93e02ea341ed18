import { describe, expect, it } from 'vitest';
import { Breaker } from './breaker.js';

const policy = { failures: 3, firstRestMs: 1_000, maxRestMs: 4_000 };
/** With this chance a rest is three quarters of its bound. */
const half = () => 0.5;

function broken(failures: number): Breaker {
  const breaker = new Breaker(policy, half);
  for (let n = 0; n < failures; n++) breaker.failed(0, `fault ${String(n)}`);
  return breaker;
}

describe('Breaker', () => {
  it('opens with the last failure in a row that it takes, not before', () => {
    expect(broken(2).state(0)).toBe('closed');
    expect(broken(2).allows(0)).toBe(true);
    expect(broken(3).state(0)).toBe('open');
    expect(broken(3).allows(0)).toBe(false);
    expect(broken(3).lastReason).toBe('fault 2');
  });

  it('forgets failures at one success', () => {
    const breaker = broken(2);
    breaker.succeeded();
    breaker.failed(0, 'x');
    breaker.failed(0, 'x');
    expect(breaker.state(0)).toBe('closed');
  });

  it('rests to the ms, and then lets one probe through', () => {
    const breaker = broken(3);
    expect(breaker.restUntilMs).toBe(750);
    expect(breaker.allows(749)).toBe(false);
    expect(breaker.state(750)).toBe('half-open');
    expect(breaker.allows(750)).toBe(true);
    breaker.began(750);
    expect(breaker.allows(750)).toBe(false);
  });

  it('closes when the probe succeeds, and rests longer each time that it does not', () => {
    const breaker = broken(3);
    const rests: number[] = [];
    for (let n = 0; n < 4; n++) {
      const nowMs = breaker.restUntilMs;
      breaker.began(nowMs);
      breaker.failed(nowMs, 'again');
      rests.push(breaker.restUntilMs - nowMs);
    }
    expect(rests).toEqual([1_500, 3_000, 3_000, 3_000]);
    const nowMs = breaker.restUntilMs;
    breaker.began(nowMs);
    breaker.succeeded();
    expect(breaker.state(nowMs)).toBe('closed');
    expect(breaker.allows(nowMs)).toBe(true);
    expect(breaker.outageMs(nowMs)).toBe(0);
  });

  it('lets another probe through when one told nothing', () => {
    const breaker = broken(3);
    breaker.began(750);
    breaker.withdrew();
    expect(breaker.allows(750)).toBe(true);
  });

  it('does not rest longer for failures of attempts that began before it opened', () => {
    const breaker = broken(3);
    breaker.failed(10, 'late');
    expect(breaker.restUntilMs).toBe(750);
  });

  it('keeps to what a receiver asked for, closed or not, whatever else succeeds', () => {
    const breaker = new Breaker(policy, half);
    breaker.failed(0, 'busy', 5_000);
    expect(breaker.allows(4_999)).toBe(false);
    expect(breaker.allows(5_000)).toBe(true);
    breaker.succeeded();
    expect(breaker.allows(4_999)).toBe(false);
    breaker.askedFor(1_000, 10);
    expect(breaker.restUntilMs).toBe(5_000);
  });

  it('counts an outage from its first failure', () => {
    const breaker = new Breaker(policy, half);
    breaker.failed(100, 'x');
    breaker.failed(200, 'x');
    expect(breaker.outageMs(1_100)).toBe(1_000);
  });
});
