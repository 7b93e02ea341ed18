import { timeOfAlert } from '@keywarden/formats';
import type { Notification, Notifications } from '@keywarden/routing';
import { severityOf } from '../shared/summary.js';
import { alertOf } from '../stream/alert-of.js';
import { documentOf } from '../stream/document.js';
import type { SplunkOptions } from './options.js';

type EventSettings = Pick<SplunkOptions, 'index' | 'source' | 'sourcetype' | 'format'>;

/**
 * Body of `/services/collector/event`: JSON objects one after the other, not a list (Splunk: "Format
 * events for HTTP Event Collector"). `time` is Unix seconds with milliseconds.
 */
export function splunkBody(notifications: Notifications, settings: EventSettings): string {
  return notifications.map((each) => JSON.stringify(eventOf(each, settings))).join('\n');
}

function eventOf(notification: Notification, settings: EventSettings): object {
  const alert = alertOf(notification);
  const { index, source, sourcetype, format } = settings;
  return {
    time: (Date.parse(timeOfAlert(alert)) / 1_000).toFixed(3),
    host: alert.event.node,
    source,
    sourcetype,
    ...(index === undefined ? {} : { index }),
    event: documentOf(format, notification),
    // Indexed fields: only what a search narrows by.
    fields: {
      alert_id: alert.id,
      incident_id: alert.incident_id,
      severity: severityOf(alert),
      status: notification.status,
      reason: notification.reason,
    },
  };
}
