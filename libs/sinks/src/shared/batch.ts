import type { DeliveryResult, Notifications } from '@keywarden/routing';

/** The result of a request that was taken or refused as a whole. */
export function sameForAll(
  notifications: Notifications,
  result: DeliveryResult,
): readonly DeliveryResult[] {
  return notifications.map(() => result);
}

/** For a sink without batches: each notification by itself, one after the other. */
export async function oneByOne(
  notifications: Notifications,
  deliver: (notification: Notifications[0]) => Promise<DeliveryResult>,
): Promise<readonly DeliveryResult[]> {
  const results: DeliveryResult[] = [];
  for (const notification of notifications) results.push(await deliver(notification));
  return results;
}
