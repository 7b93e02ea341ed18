import type { Alert } from '@keywarden/contracts';
import { anAlert } from './alert.js';

/** Shape of a notification of libs/routing. */
export interface NotificationLike {
  id: string;
  incident_id: string;
  status: 'firing' | 'resolved';
  reason: 'alert' | 'repeat' | 'escalation' | 'unmuted' | 'resolved' | 'test';
  time: string;
  alerts: readonly [Alert, ...Alert[]];
  told_before: number;
  muted: number;
  resolution?: { by: string; reason: string; time: string };
}

/** A notification of one alert, as a receiver of single alerts gets it. */
export function aNotification(overrides: Partial<NotificationLike> = {}): NotificationLike {
  const alerts = overrides.alerts ?? ([anAlert()] as const);
  return {
    id: alerts[0].id,
    incident_id: alerts[0].incident_id,
    status: 'firing',
    reason: 'alert',
    time: '2026-11-24T04:00:02Z',
    alerts,
    told_before: 0,
    muted: 0,
    ...overrides,
  };
}

interface SinkLike<Result> {
  deliver(
    notifications: readonly [NotificationLike],
    signal: AbortSignal,
  ): Promise<readonly Result[]>;
}

/** Delivers one alert by itself and returns its result. */
export async function deliverOne<Result>(
  sink: SinkLike<Result>,
  alert: Alert,
  signal: AbortSignal = new AbortController().signal,
): Promise<Result> {
  const [result] = await sink.deliver([aNotification({ alerts: [alert] })], signal);
  if (result === undefined) throw new Error('the sink gave no result');
  return result;
}
