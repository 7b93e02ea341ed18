import { setTimeout as delay } from 'node:timers/promises';

export interface BackoffOptions {
  /** Upper bound of the first pause, ms. */
  firstMs: number;
  /** Upper bound of every pause, ms. */
  maxMs: number;
}

/** Exponential pauses with jitter: between half and all of `firstMs * 2^n`, at most `maxMs`. */
export class Backoff {
  readonly #options: BackoffOptions;
  #attempt = 0;

  constructor(options: BackoffOptions) {
    this.#options = options;
  }

  /** The next pause in ms. */
  next(): number {
    const { firstMs, maxMs } = this.#options;
    const bound = Math.min(maxMs, firstMs * 2 ** Math.min(this.#attempt, 30));
    this.#attempt += 1;
    return Math.round(bound / 2 + (Math.random() * bound) / 2);
  }

  reset(): void {
    this.#attempt = 0;
  }
}

/** Waits `ms`, or less when the signal is aborted. Never rejects. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, signal === undefined ? {} : { signal });
  } catch {
    // Aborted: the caller looks at its signal.
  }
}
