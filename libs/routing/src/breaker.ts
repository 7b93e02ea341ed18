import type { Chance } from './retry.js';

/** When a receiver that fails is left alone. Times in ms. */
export interface BreakerPolicy {
  /** Failures in a row, of whatever alerts, that open the circuit. */
  failures: number;
  /** Upper bound of the first rest; it doubles with each probe that fails. */
  firstRestMs: number;
  maxRestMs: number;
}

export type BreakerState = 'closed' | 'open' | 'half-open';

/**
 * The circuit breaker of one receiver. After failures in a row nothing is tried for a while, then one
 * probe decides. What a receiver asks for (`Retry-After`) holds for all of its alerts.
 */
export class Breaker {
  readonly #policy: BreakerPolicy;
  readonly #chance: Chance;
  #failures = 0;
  #openings = 0;
  #restUntilMs = -Infinity;
  /** What the receiver asked for; no answer of another attempt takes it back. */
  #askedUntilMs = -Infinity;
  #failingSinceMs: number | undefined;
  #probing = false;
  #lastReason = '';

  constructor(policy: BreakerPolicy, chance: Chance) {
    this.#policy = policy;
    this.#chance = chance;
  }

  /** The state at a moment of a clock that never steps back, ms. */
  state(nowMs: number): BreakerState {
    if (this.#failures < this.#policy.failures) return 'closed';
    return nowMs < this.restUntilMs ? 'open' : 'half-open';
  }

  /** Whether an attempt may begin now. In the half-open state only one may, until it has ended. */
  allows(nowMs: number): boolean {
    if (nowMs < this.restUntilMs) return false;
    return this.state(nowMs) === 'closed' || !this.#probing;
  }

  /** An attempt begins. */
  began(nowMs: number): void {
    if (this.state(nowMs) === 'half-open') this.#probing = true;
  }

  /** The receiver answered, whether it took the alert or refused it for good. */
  succeeded(): void {
    this.#failures = 0;
    this.#openings = 0;
    this.#probing = false;
    this.#failingSinceMs = undefined;
    this.#restUntilMs = -Infinity;
  }

  /** A passing fault. */
  failed(nowMs: number, reason: string, retryAfterMs = 0): void {
    const state = this.state(nowMs);
    this.#failures += 1;
    this.#failingSinceMs ??= nowMs;
    this.#lastReason = reason;
    this.askedFor(nowMs, retryAfterMs);
    if (this.state(nowMs) === 'closed' || (state === 'open' && !this.#probing)) return;
    this.#probing = false;
    const { firstRestMs, maxRestMs } = this.#policy;
    const bound = Math.min(maxRestMs, firstRestMs * 2 ** Math.min(30, this.#openings));
    this.#openings += 1;
    // Between half of the bound and all of it: a circuit that closes at once would be none.
    this.#rest(nowMs + bound * (0.5 + this.#chance() / 2));
  }

  /** The receiver wants to be left alone so long, whatever else it answered. */
  askedFor(nowMs: number, retryAfterMs: number): void {
    this.#askedUntilMs = Math.max(this.#askedUntilMs, nowMs + retryAfterMs);
  }

  /** An attempt ended without telling anything about the receiver. */
  withdrew(): void {
    this.#probing = false;
  }

  /** Until when nothing is tried; -Infinity when nothing holds. */
  get restUntilMs(): number {
    return Math.max(this.#restUntilMs, this.#askedUntilMs);
  }

  /** How long nothing but passing faults have come, ms. */
  outageMs(nowMs: number): number {
    return this.#failingSinceMs === undefined ? 0 : nowMs - this.#failingSinceMs;
  }

  get lastReason(): string {
    return this.#lastReason;
  }

  #rest(untilMs: number): void {
    this.#restUntilMs = Math.max(this.#restUntilMs, untilMs);
  }
}
