/** How often and how long a sink is tried with one alert. Times in ms. */
export interface RetryPolicy {
  maxAttempts: number;
  /** From the first attempt; a wait that would end later is not begun. */
  maxElapsedMs: number;
  /** Upper bound of the first wait; it doubles with each attempt. */
  firstDelayMs: number;
  maxDelayMs: number;
}

/** Where a delivery stands after a failed attempt. */
export interface RetryState {
  /** Attempts made so far, at least 1. */
  attempts: number;
  elapsedMs: number;
  /** What the destination asked for; it is never undercut. */
  retryAfterMs?: number | undefined;
}

export type RetryDecision =
  { decision: 'wait'; delayMs: number } | { decision: 'give-up'; because: 'attempts' | 'time' };

/** A number from 0 (inclusive) to 1 (exclusive). */
export type Chance = () => number;

/**
 * Exponential backoff with full jitter: a wait between 0 and the bound, so that many alerts for one
 * failed destination do not return together.
 */
export function backoffMs(policy: RetryPolicy, attempts: number, chance: Chance): number {
  const bound = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (attempts - 1));
  return Math.floor(chance() * bound);
}

/** Whether to try again after a passing fault, and when. */
export function decideRetry(policy: RetryPolicy, state: RetryState, chance: Chance): RetryDecision {
  if (state.attempts >= policy.maxAttempts) return { decision: 'give-up', because: 'attempts' };
  const delayMs = Math.max(backoffMs(policy, state.attempts, chance), state.retryAfterMs ?? 0);
  if (state.elapsedMs + delayMs > policy.maxElapsedMs) {
    return { decision: 'give-up', because: 'time' };
  }
  return { decision: 'wait', delayMs };
}
