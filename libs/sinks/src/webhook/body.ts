import type { Notification } from '@keywarden/routing';

export const NOTIFICATION_SCHEMA = 'keywarden.notification/1';

/** The document of a webhook with `group: true`, and of every webhook for more than one new alert. */
export type WebhookDocument = { schema: typeof NOTIFICATION_SCHEMA; version: '1' } & Notification;

export function webhookDocument(notification: Notification): WebhookDocument {
  const { id, status, incident_id, reason, time, told_before, muted } = notification;
  const { resolution, alerts } = notification;
  return {
    schema: NOTIFICATION_SCHEMA,
    version: '1',
    id,
    status,
    incident_id,
    reason,
    time,
    told_before,
    muted,
    ...(resolution === undefined ? {} : { resolution }),
    alerts,
  };
}
