import type { Notification } from '@keywarden/routing';
import type { Colours } from './render.js';
import { visible } from './visible.js';

/** Says above an alert why it is shown, when that is not because it has just happened. */
const TEXTS: Readonly<Record<Notification['reason'], string | undefined>> = {
  alert: undefined,
  repeat: 'STILL OPEN',
  escalation: 'NOT ACKNOWLEDGED',
  unmuted: 'NO LONGER MUTED',
  resolved: 'RESOLVED',
  test: 'TEST',
};

/** One line with its end, or nothing for a new alert. Everything but the word itself is escaped. */
export function banner(notification: Notification, colours: Colours): string {
  const word = TEXTS[notification.reason];
  if (word === undefined) return '';
  const paint = notification.reason === 'resolved' ? colours.green : colours.yellow;
  return `${colours.bold(paint(` ${word} `))} ${visible(detail(notification))}\n`;
}

function detail(notification: Notification): string {
  const { reason, incident_id, time, told_before, muted, resolution } = notification;
  if (reason === 'test') return `asked for at ${time}; nothing was stolen`;
  const counts = [
    ...(told_before === 0 ? [] : [`told of ${String(told_before)} alerts before`]),
    ...(muted === 0 ? [] : [`${String(muted)} were muted`]),
  ];
  const closed =
    resolution === undefined
      ? []
      : [`by ${resolution.by} at ${resolution.time}: ${resolution.reason}`];
  return [`incident ${incident_id}`, ...counts, ...closed].join(', ');
}
