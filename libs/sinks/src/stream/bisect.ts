import type { DeliveryResult, Notification, Notifications } from '@keywarden/routing';

/** What became of one request that carried several notifications. */
export type BatchOutcome =
  | { results: readonly DeliveryResult[] }
  /** The receiver refused the request without saying which notification is at fault. */
  | { refused: DeliveryResult };

/**
 * Sends a batch; when it is refused for one of its members, sends both halves, down to single ones. So
 * one notification that the receiver does not take costs none of the others, and n refusals cost about
 * n log2(size) requests.
 */
export async function bisect(
  notifications: Notifications,
  send: (part: Notifications) => Promise<BatchOutcome>,
): Promise<readonly DeliveryResult[]> {
  const outcome = await send(notifications);
  if ('results' in outcome) return outcome.results;
  if (notifications.length === 1) return [outcome.refused];
  const middle = Math.ceil(notifications.length / 2);
  return [
    ...(await bisect(part(notifications, 0, middle), send)),
    ...(await bisect(part(notifications, middle), send)),
  ];
}

function part(notifications: Notifications, from: number, to?: number): Notifications {
  return notifications.slice(from, to) as [Notification, ...Notification[]];
}
