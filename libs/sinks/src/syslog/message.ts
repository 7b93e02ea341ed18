import { alertStructuredData, syslogSeverity, timeOfAlert, toSyslog5424 } from '@keywarden/formats';
import type { Notification } from '@keywarden/routing';
import { alertOf } from '../stream/alert-of.js';
import { lineOf } from '../stream/document.js';
import { maxBytesOf, type SyslogConfig } from './config.js';

/** The notification as one message of RFC 5424; MSGID says why it is sent. */
export function messageOf(notification: Notification, config: SyslogConfig): Buffer {
  const alert = alertOf(notification);
  return toSyslog5424({
    facility: config.facility,
    severity: syslogSeverity(alert),
    time: timeOfAlert(alert),
    hostname: alert.event.node,
    appName: config.app_name,
    msgId: notification.reason,
    structuredData: [alertStructuredData(alert)],
    message: lineOf(config.format, notification),
    maxBytes: maxBytesOf(config),
    // A parser of CEF or JSON behind the receiver expects its first character.
    bom: false,
  });
}
