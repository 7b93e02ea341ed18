import type { Alert, Resolution } from '@keywarden/contracts';

/** Why a receiver is told now. */
export type NotificationReason =
  | 'alert'
  /** The incident is still open and nothing new has come for the repeat interval. */
  | 'repeat'
  /** Nobody acknowledged the incident in time. */
  | 'escalation'
  /** What muted the incident has ended, and it is still open. */
  | 'unmuted'
  | 'resolved'
  | 'test';

/** Why a receiver is told of what came from no bus: the pipeline made it up when its time had come. */
export const MADE_UP_REASONS = ['repeat', 'escalation', 'unmuted', 'resolved'] as const;
export type MadeUpReason = (typeof MADE_UP_REASONS)[number];

/** The end of an incident that nobody closed. */
export function nothingFurther(nowMs: number): Resolution {
  const time = new Date(nowMs).toISOString();
  return { by: 'keywarden', reason: 'nothing further happened', time };
}

/** What a receiver is told at one time about one incident. */
export interface Notification {
  /**
   * The same id is the same notification, sent again after a crash: a receiver may deduplicate by it.
   * The id of the alert where a notification is one alert.
   */
  id: string;
  incident_id: string;
  status: 'firing' | 'resolved';
  reason: NotificationReason;
  /** RFC 3339: when it was decided. */
  time: string;
  /** Oldest first. For a repeat, an escalation or a resolution: the gravest alert so far. */
  alerts: readonly [Alert, ...Alert[]];
  /** Alerts of the incident that this receiver was told of before. */
  told_before: number;
  /** Alerts of the incident that were muted since the receiver was told last. */
  muted: number;
  resolution?: Resolution;
}

/** One alert as a notification of its own, for a receiver that gets every alert by itself. */
export function notificationOf(alert: Alert, time: string): Notification {
  return {
    id: alert.id,
    incident_id: alert.incident_id,
    status: 'firing',
    reason: 'alert',
    time,
    alerts: [alert],
    told_before: 0,
    muted: 0,
  };
}
