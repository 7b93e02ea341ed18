import type { BreakerPolicy } from './breaker.js';
import type { RetryPolicy } from './retry.js';
import type { Sink } from './sink.js';

/** One receiver: a sink, and how it is treated. Times in ms. */
export interface Receiver {
  sink: Sink;
  style: 'stream' | 'people';
  /** Understands that an incident is over. */
  resolves: boolean;
  /** Of a stream receiver that must be told again while an incident is open; 0: not. */
  repeatMs: number;
  /** Gets what this receiver did not take. */
  fallback?: string | undefined;
  /** Attempts at the same time. */
  concurrency: number;
  /** Unsettled alerts that are held in memory; more have to wait where they come from. */
  maxPending: number;
  retry: RetryPolicy;
  breaker: BreakerPolicy;
  /** An attempt that has not ended by itself is given up then. */
  attemptTimeoutMs: number;
}
