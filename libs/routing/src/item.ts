import type { Alert, Resolution } from '@keywarden/contracts';
import type { NotificationReason } from './notification.js';

/** One attempt that failed. */
export interface FailedAttempt {
  /** RFC 3339. */
  time: string;
  receiver: string;
  error: string;
}

/** What became of one alert for one receiver. */
export type Settlement =
  | { outcome: 'delivered'; attempts: number; by: string; answer?: string | undefined }
  | { outcome: 'already-delivered' }
  | { outcome: 'muted'; by: string }
  /** The same news was told before. */
  | { outcome: 'deduplicated' }
  | { outcome: 'not-routed' }
  /** The receiver does not know that an incident can be over, or never heard of this one. */
  | { outcome: 'not-applicable' }
  | {
      outcome: 'undeliverable';
      because: 'rejected' | 'gave-up';
      reason: string;
      attempts: readonly FailedAttempt[];
    }
  /** The service closes or the partition is no longer ours: undecided, the alert comes again. */
  | { outcome: 'interrupted' };

export type Undeliverable = Extract<Settlement, { outcome: 'undeliverable' }>;

/** One piece of news on its way to one receiver. */
export interface Item {
  /** What makes it the same news after a restart: the alert's id, or what the stages made up. */
  readonly key: string;
  readonly alert: Alert;
  readonly reason: NotificationReason;
  /** Sent by an escalation, a fallback or an operator: the route is not asked, and nothing mutes it. */
  readonly forced: boolean;
  readonly resolution?: Resolution | undefined;
  /** Aborted when the item is no longer this process's. */
  readonly signal: AbortSignal;
  /** Carried through to the attempts, e.g. a trace. */
  readonly carrier?: unknown;
  settle(settlement: Settlement): void;
}

/** The item of an alert as it comes from the bus. */
export function itemOf(
  alert: Alert,
  options: Pick<Item, 'signal' | 'settle'> & Partial<Pick<Item, 'carrier' | 'forced'>>,
): Item {
  return {
    key: alert.id,
    alert,
    reason: alert.status === 'resolved' ? 'resolved' : 'alert',
    forced: false,
    resolution: alert.resolution,
    ...options,
  };
}
