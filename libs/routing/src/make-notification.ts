import { digest, type Alert } from '@keywarden/contracts';
import type { Item } from './item.js';
import type { Notification } from './notification.js';
import type { GroupState } from './store.js';

/** What the items of one part tell: one alert with its own id, or several with an id of their keys. */
export function makeNotification(
  items: readonly Item[],
  state: GroupState | undefined,
  nowMs: number,
): Notification {
  const [first] = items;
  if (first === undefined) throw new Error('a notification needs an item');
  const { reason, resolution } = first;
  const alerts = items.map(({ alert }) => alert) as [Alert, ...Alert[]];
  return {
    id: items.length === 1 ? first.key : digest(['notification', ...items.map(({ key }) => key)]),
    incident_id: first.alert.incident_id,
    status: reason === 'resolved' ? 'resolved' : 'firing',
    reason,
    time: new Date(nowMs).toISOString(),
    alerts,
    told_before: state?.told ?? 0,
    muted: state?.muted ?? 0,
    ...(resolution === undefined ? {} : { resolution }),
  };
}
