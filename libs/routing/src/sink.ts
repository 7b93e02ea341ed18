import type { Alert } from '@keywarden/contracts';

/** How one attempt to deliver one alert ended. Only `retry` may be tried again. */
export type DeliveryResult =
  | { outcome: 'delivered' }
  | { outcome: 'retry'; reason: string; retryAfterMs?: number }
  | { outcome: 'rejected'; reason: string };

/**
 * A destination of alerts. It makes one attempt and classifies the result; retry, dedup and dead
 * letters are stages before it, the same for every sink. `deliver` never throws.
 */
export interface Sink {
  /** Unique name of this instance from the configuration, e.g. `soc-webhook`. */
  readonly name: string;
  /** The kind, e.g. `webhook`: a metric label of low cardinality. */
  readonly type: string;
  /** Gives up when `signal` is aborted, with outcome `retry`. */
  deliver(alert: Alert, signal: AbortSignal): Promise<DeliveryResult>;
  /** Idempotent; flushes what is buffered. */
  close(): Promise<void>;
}
