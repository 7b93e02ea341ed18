import type { DeliveryResult, Notification, Notifications } from '@keywarden/routing';
import { HELD_BACK } from '../shared/batch.js';

/** What became of one request that carried several notifications. */
export type BatchOutcome =
  | { results: readonly DeliveryResult[] }
  /** The receiver refused the request without saying which notification is at fault. */
  | { refused: DeliveryResult };

/**
 * Sends a batch; when it is refused for one of its members, sends both halves, down to single ones. So
 * one notification that the receiver does not take costs none of the others, and n refusals cost about
 * n log2(size) requests. What the first half could not bring just now holds back the rest of its
 * incidents.
 */
export async function bisect(
  notifications: Notifications,
  send: (part: Notifications) => Promise<BatchOutcome>,
): Promise<readonly DeliveryResult[]> {
  const outcome = await send(notifications);
  if ('results' in outcome) return outcome.results;
  if (notifications.length === 1) return [outcome.refused];
  const middle = Math.ceil(notifications.length / 2);
  const first = await bisect(notifications.slice(0, middle) as NonEmpty, send);
  const waiting = new Set(
    notifications
      .filter((_, at) => first[at]?.outcome === 'retry')
      .map(({ incident_id }) => incident_id),
  );
  const rest = notifications.slice(middle);
  const free = rest.filter(({ incident_id }) => !waiting.has(incident_id));
  const results = isSome(free) ? await bisect(free, send) : [];
  const second = rest.map((each) => results[free.indexOf(each)] ?? HELD_BACK);
  return [...first, ...second];
}

type NonEmpty = [Notification, ...Notification[]];

function isSome(notifications: readonly Notification[]): notifications is Notifications {
  return notifications.length > 0;
}
