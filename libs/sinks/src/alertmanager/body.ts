import { eventId, type Alert } from '@keywarden/contracts';
import type { Notification } from '@keywarden/routing';
import { gravest, summarise, urgencyOf } from '../shared/summary.js';
import { fit } from '../template/escape.js';
import type { AlertmanagerConfig } from './config.js';

const MAX_LABEL = 1_024;
const MAX_ANNOTATION = 4_096;

/** `postableAlert` of Alertmanager's api/v2/openapi.yaml. */
export interface PostableAlert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  endsAt: string;
}

type Settings = Pick<AlertmanagerConfig, 'alertname' | 'labels' | 'severity_map' | 'expires_ms'>;

/**
 * An alert for Alertmanager. Its identity is the set of labels, so these hold nothing that differs from
 * one sending to the next: no times, no pids, no counts.
 */
export function postableAlert(
  notification: Notification,
  settings: Settings,
  nowMs: number,
): PostableAlert {
  const alert = gravest(notification);
  const summary = summarise(notification);
  const isOver = notification.status === 'resolved';
  const startMs = Math.min(nowMs, Date.parse(alert.incident?.opened_at ?? alert.time) || nowMs);
  return {
    labels: bounded({ ...labelsOf(alert, settings), ...settings.labels }, MAX_LABEL),
    annotations: bounded(
      {
        summary: alert.title,
        description: alert.description,
        ...Object.fromEntries(summary.facts.map(({ label, value }) => [nameOf(label), value])),
        event_id: eventId(alert.event),
        alert_id: alert.id,
        actions: summary.actions.map(({ value }) => value).join('; '),
        ...(notification.resolution === undefined ? {} : { closed_by: notification.resolution.by }),
      },
      MAX_ANNOTATION,
    ),
    startsAt: rfc3339(startMs),
    endsAt: rfc3339(isOver ? nowMs : nowMs + settings.expires_ms),
  };
}

function labelsOf(alert: Alert, settings: Settings): Record<string, string> {
  const { event, credential, signature, incident_id } = alert;
  const { pod, container } = 'process' in event ? event.process : {};
  return {
    alertname: settings.alertname,
    severity: settings.severity_map[urgencyOf(alert)],
    node: event.node,
    namespace: pod?.namespace ?? '',
    pod: pod?.name ?? '',
    container: container?.name ?? '',
    credential_kind: credential.kind,
    distribution: credential.distribution,
    signature: signature.id,
    incident_id,
  };
}

/** Alertmanager drops empty labels itself; without them the identity is the same. */
function bounded(values: Record<string, string>, max: number): Record<string, string> {
  const kept = Object.entries(values).filter(([, value]) => value !== '');
  return Object.fromEntries(kept.map(([name, value]) => [name, fit('none', value, max)]));
}

/** A label of the summary as the name of an annotation. */
function nameOf(label: string): string {
  return label.replace(/[^a-zA-Z0-9_]/g, '_');
}

function rfc3339(ms: number): string {
  return new Date(ms).toISOString();
}
