import { parseUnixNanos, type Alert } from '@keywarden/contracts';
import { timeOfAlert } from '@keywarden/formats';
import { VERSION } from '@keywarden/platform';
import type { Notification } from '@keywarden/routing';
import { SeverityNumber, type HrTime } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { JsonLogsSerializer } from '@opentelemetry/otlp-transformer';
import { severityOf, type Urgency } from '../shared/summary.js';
import { alertOf } from '../stream/alert-of.js';
import { documentOf, type DocumentFormat } from '../stream/document.js';

export type LogRecord = Parameters<(typeof JsonLogsSerializer)['serializeRequest']>[0][number];
type Resource = LogRecord['resource'];

/** SeverityNumber of OpenTelemetry's log data model: WARN, ERROR and FATAL, INFO4 for the least. */
const SEVERITY: Readonly<Record<Urgency | 'info', SeverityNumber>> = {
  info: SeverityNumber.INFO,
  low: SeverityNumber.INFO4,
  medium: SeverityNumber.WARN,
  high: SeverityNumber.ERROR,
  critical: SeverityNumber.FATAL,
};
const SCOPE = { name: 'keywarden', version: VERSION };
const NO_SPAN = '0000000000000000';
const NANOS = 1_000_000_000n;

/** What all records of a sink share; one object, so that they are grouped under one resource. */
export function resourceOf(attributes: Readonly<Record<string, string>>): Resource {
  return resourceFromAttributes({
    'service.name': 'keywarden',
    'service.version': VERSION,
    ...attributes,
  });
}

/** The notification as a log record; `event_name` and attributes are found without the body. */
export function recordOf(
  notification: Notification,
  format: DocumentFormat,
  resource: Resource,
): LogRecord {
  const alert = alertOf(notification);
  const severity = severityOf(alert);
  return {
    hrTime: hrTime(timeOfAlert(alert)),
    hrTimeObserved: hrTime(notification.time),
    severityNumber: SEVERITY[severity],
    severityText: severity.toUpperCase(),
    eventName: alert.status === 'resolved' ? 'keywarden.alert.resolved' : 'keywarden.alert',
    body: documentOf(format, notification),
    attributes: attributesOf(alert, notification),
    droppedAttributesCount: 0,
    resource,
    instrumentationScope: SCOPE,
    ...traceOf(alert),
  };
}

function attributesOf(alert: Alert, notification: Notification): LogRecord['attributes'] {
  return {
    'log.record.uid': alert.id,
    'keywarden.alert.id': alert.id,
    'keywarden.incident.id': alert.incident_id,
    'keywarden.notification.reason': notification.reason,
    'keywarden.notification.status': notification.status,
    'keywarden.signature.id': alert.signature.id,
    'keywarden.risk_score': alert.risk_score,
    'keywarden.credential.path': alert.credential.canonical_path,
    'host.name': alert.event.node,
  };
}

function traceOf(alert: Alert): Pick<LogRecord, 'spanContext'> {
  const { trace_id } = alert;
  // An alert knows its trace and no span; a span id of zeros is the protocol's "none".
  return trace_id === undefined
    ? {}
    : { spanContext: { traceId: trace_id, spanId: NO_SPAN, traceFlags: 1 } };
}

function hrTime(time: string): HrTime {
  const nanos = parseUnixNanos(time);
  return [Number(nanos / NANOS), Number(nanos % NANOS)];
}
