import { parseUnixNanos, type Alert } from '@keywarden/contracts';
import { VERSION } from '@keywarden/platform';
import type { Notification } from '@keywarden/routing';
import type { AnyValue, HrTime } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { JsonLogsSerializer } from '@opentelemetry/otlp-transformer';
import { urgencyOf, type Urgency } from '../shared/summary.js';
import { alertOf } from '../stream/alert-of.js';
import { documentOf, type DocumentFormat } from '../stream/document.js';

export type LogRecord = Parameters<(typeof JsonLogsSerializer)['serializeRequest']>[0][number];
type Resource = LogRecord['resource'];

/** SeverityNumber of OpenTelemetry's log data model: WARN, ERROR and FATAL, INFO4 for the least. */
const SEVERITY: Readonly<Record<Urgency, number>> = { low: 12, medium: 13, high: 17, critical: 21 };
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
  const urgency = urgencyOf(alert);
  return {
    hrTime: hrTime(alert.time),
    hrTimeObserved: hrTime(notification.time),
    severityNumber: SEVERITY[urgency],
    severityText: urgency.toUpperCase(),
    eventName: 'keywarden.alert',
    body: documentOf(format, notification) as AnyValue,
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
