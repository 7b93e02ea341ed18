import type { Notification } from './notification.js';

/** How one attempt to deliver one notification ended. Only `retry` may be tried again. */
export type DeliveryResult =
  /** `answer`: what the receiver said, in a few words for the delivery log; no secrets. */
  | { outcome: 'delivered'; answer?: string }
  | { outcome: 'retry'; reason: string; retryAfterMs?: number }
  | { outcome: 'rejected'; reason: string };

/** Never empty. */
export type Notifications = readonly [Notification, ...Notification[]];

/**
 * A destination of alerts. It makes one attempt and classifies the result; grouping, dedup, retry and
 * dead letters are stages before it, the same for every sink.
 */
export interface Sink {
  /** Unique name of this instance from the configuration, e.g. `soc-webhook`. */
  readonly name: string;
  /** The kind, e.g. `webhook`: a metric label of low cardinality. */
  readonly type: string;
  /** Notifications that one call may carry; 1 for a receiver without batches. */
  readonly maxBatch: number;
  /**
   * Of two notifications of one incident in one call, the later one is never taken when the earlier one
   * is to be tried again. Absent: it cannot promise that, and a call has one of each incident at most.
   */
  readonly keepsOrder?: boolean;
  /** How long a batch may wait to fill, ms; 0: what is ready goes out. */
  readonly lingerMs: number;
  /**
   * One result per notification, in the same order. Never throws. Gives up with `retry` when `signal`
   * is aborted.
   */
  deliver(notifications: Notifications, signal: AbortSignal): Promise<readonly DeliveryResult[]>;
  /** Idempotent; flushes what is buffered. */
  close(): Promise<void>;
}

/** What the stages know of a type of sink. */
export interface SinkDescription {
  type: string;
  /**
   * `stream`: a machine that gets every alert, at once and one by one. `people`: grouped by incident, and
   * subject to silences, inhibition and time intervals.
   */
  style: 'stream' | 'people';
  /** Understands that an incident is over. */
  resolves: boolean;
  /** How often an open incident is told again by default, ms; absent: the route decides. */
  repeatMs?: number;
}
