import type { DeliveryResult, Notifications } from '@keywarden/routing';

/** Of a notification that was kept back so that it does not overtake one of its incident. */
export const HELD_BACK: DeliveryResult = {
  outcome: 'retry',
  reason: 'not sent: an earlier alert of its incident is to be tried again',
};

/** The result of a request that was taken or refused as a whole. */
export function sameForAll(
  notifications: Notifications,
  result: DeliveryResult,
): readonly DeliveryResult[] {
  return notifications.map(() => result);
}

/** Each notification by itself, one after the other, and none before one that its incident waits for. */
export async function oneByOne(
  notifications: Notifications,
  deliver: (notification: Notifications[0]) => Promise<DeliveryResult>,
): Promise<readonly DeliveryResult[]> {
  const results: DeliveryResult[] = [];
  const waiting = new Set<string>();
  for (const notification of notifications) {
    const { incident_id } = notification;
    const result = waiting.has(incident_id) ? HELD_BACK : await deliver(notification);
    if (result.outcome === 'retry') waiting.add(incident_id);
    results.push(result);
  }
  return results;
}
