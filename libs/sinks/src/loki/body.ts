import { parseUnixNanos, type Alert } from '@keywarden/contracts';
import { timeOfAlert } from '@keywarden/formats';
import type { Notification, Notifications } from '@keywarden/routing';
import { severityOf } from '../shared/summary.js';
import { alertOf } from '../stream/alert-of.js';
import { documentOf, type DocumentFormat } from '../stream/document.js';

const MAX_METADATA = 1_024;

export interface LokiBodyOptions {
  labels: Readonly<Record<string, string>>;
  format: DocumentFormat;
  structuredMetadata: boolean;
  /** Unix time, ns: the lines get this time instead of their own, which is kept in the metadata. */
  restampAt?: bigint;
}

type Entry = [time: string, line: string, metadata?: Readonly<Record<string, string>>];

interface Stream {
  stream: Record<string, string>;
  values: Entry[];
}

/**
 * Body of `POST /loki/api/v1/push` (Loki HTTP API, "Ingest logs"): one stream
 * for each set of labels, its entries oldest first. A label has few values, so that streams stay few;
 * what has many (ids, node, path) is structured metadata.
 */
export function lokiBody(notifications: Notifications, options: LokiBodyOptions): string {
  const streams = new Map<string, Stream>();
  const oldestFirst = [...notifications].sort((a, b) => compare(timeOf(a), timeOf(b)));
  for (const notification of oldestFirst) {
    const labels = labelsOf(alertOf(notification), options.labels);
    const key = JSON.stringify(labels);
    const stream = streams.get(key) ?? { stream: labels, values: [] };
    streams.set(key, stream);
    stream.values.push(entryOf(notification, options));
  }
  return JSON.stringify({ streams: [...streams.values()] });
}

function labelsOf(alert: Alert, fixed: Readonly<Record<string, string>>): Record<string, string> {
  return { ...fixed, severity: severityOf(alert), signature: alert.signature.id.toWellFormed() };
}

function entryOf(notification: Notification, options: LokiBodyOptions): Entry {
  const time = (options.restampAt ?? timeOf(notification)).toString();
  const line = JSON.stringify(documentOf(options.format, notification));
  return options.structuredMetadata ? [time, line, metadataOf(notification)] : [time, line];
}

function metadataOf(notification: Notification): Record<string, string> {
  const alert = alertOf(notification);
  const metadata = {
    alert_id: alert.id,
    incident_id: alert.incident_id,
    event_time: timeOfAlert(alert),
    reason: notification.reason,
    status: notification.status,
    node: alert.event.node,
    credential: alert.credential.canonical_path,
    risk_score: String(alert.risk_score),
    ...(alert.trace_id === undefined ? {} : { trace_id: alert.trace_id }),
  };
  return Object.fromEntries(
    // Half of a surrogate pair, also where a text is cut, is one that Loki refuses the request for.
    Object.entries(metadata).map(([name, value]) => [
      name,
      value.slice(0, MAX_METADATA).toWellFormed(),
    ]),
  );
}

function timeOf(notification: Notification): bigint {
  return parseUnixNanos(timeOfAlert(alertOf(notification)));
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b);
}
