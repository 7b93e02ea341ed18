import type { Alert } from '@keywarden/contracts';
import type { BreakerState } from './breaker.js';
import type { Item, Settlement, Undeliverable } from './item.js';
import type { Mutes } from './mute.js';
import type { MadeUpReason } from './notification.js';
import type { Chance } from './retry.js';
import type { Route } from './route.js';
import type { Scheduler } from './scheduler.js';
import type { DeliveryResult } from './sink.js';
import type { NotificationStore } from './store.js';

/** What a pipeline tells of its work, for traces, metrics and logs. */
export interface PipelineObserver {
  /** Runs one attempt; the place for a span. */
  attempt(
    items: readonly Item[],
    work: () => Promise<readonly DeliveryResult[]>,
  ): Promise<readonly DeliveryResult[]>;
  attempted(result: DeliveryResult): void;
  /** `waitedMs`: from the alert in hand to its settlement. */
  settled(item: Item, settlement: Settlement, waitedMs: number): void;
  circuit(state: BreakerState, detail: string): void;
  stateTrouble(error: unknown): void;
}

/** A notification that the pipeline made up and its receiver did not take: nobody else has it. */
export interface LostNotification {
  receiver: string;
  /** The same whenever the same notification is lost again. */
  key: string;
  reason: MadeUpReason;
  alert: Alert;
  settlement: Undeliverable;
}

/** What a pipeline needs from outside. */
export interface PipelinePorts {
  scheduler: Scheduler;
  store: NotificationStore;
  /** As they are now; never rejects. */
  mutes(): Promise<Mutes>;
  /** Whether somebody has taken charge of an incident. */
  isAcknowledged(incidentId: string): Promise<boolean>;
  root: Route;
  chance: Chance;
  /** Name of this process among those that share the store. */
  owner: string;
  /** Hands an item to another receiver. @returns false when there is none of that name */
  forward(receiver: string, item: Item): boolean;
  /**
   * Keeps a notification that nobody took, for people to find. Never rejects.
   *
   * @returns false when it could not be kept: it is not done with
   */
  keep(lost: LostNotification): Promise<boolean>;
  observer: PipelineObserver;
}
