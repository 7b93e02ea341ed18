import { notificationOf, type Notifications } from '@keywarden/routing';
import { anAlert } from '@keywarden/testing';

const TIME = '2026-11-26T08:00:00Z';

/** One notification for each id, their alerts a second apart. */
export function notificationsOf(ids: readonly string[]): Notifications {
  const all = ids.map((id, at) => {
    const time = new Date(Date.parse('2026-11-24T04:00:00Z') + at * 1_000).toISOString();
    return notificationOf(anAlert({ id, time }), TIME);
  });
  if (all.length === 0) throw new RangeError('no notifications');
  return all as unknown as Notifications;
}
