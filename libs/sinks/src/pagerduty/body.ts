import type { Notification } from '@keywarden/routing';
import { gravest, type Summary } from '../shared/summary.js';
import { fit, fitSome } from '../template/escape.js';
import type { TextBounds, Texts } from '../template/texts.js';
import type { PagerdutyConfig } from './config.js';

// https://developer.pagerduty.com/docs/events-api-v2-overview: 512 KB for an event. These bounds stay well below it.
const MAX_SUMMARY = 1_024;
const MAX_DEDUP_KEY = 255;
const MAX_ALERTS = 100;

export const PAGERDUTY_BOUNDS: TextBounds = { title: MAX_SUMMARY, body: 8_000 };

export interface PagerdutyEvent {
  routing_key: string;
  event_action: 'trigger' | 'resolve';
  dedup_key: string;
  payload?: {
    summary: string;
    source: string;
    severity: 'critical' | 'error' | 'warning' | 'info';
    timestamp: string;
    component: string;
    group: string;
    class: string;
    custom_details: Record<string, unknown>;
  };
  client?: string;
  links?: { href: string; text: string }[];
}

/** An event; the texts are written for `none`. Only the key matters for the end of an incident. */
export function pagerdutyEvent(
  notification: Notification,
  summary: Summary,
  { title, body, link }: Texts,
  settings: { routingKey: string; severities: PagerdutyConfig['severity_map'] },
): PagerdutyEvent {
  const { incident_id, status } = notification;
  const key = {
    routing_key: settings.routingKey,
    dedup_key: incident_id.slice(0, MAX_DEDUP_KEY).toWellFormed(),
  };
  if (status === 'resolved') return { ...key, event_action: 'resolve' };
  const worst = gravest(notification);
  return {
    ...key,
    event_action: 'trigger',
    payload: {
      summary: title || '-',
      source: fitSome('none', worst.event.node, 255),
      severity: settings.severities[summary.urgency],
      timestamp: worst.time,
      component: fitSome('none', worst.credential.canonical_path, 255),
      group: worst.credential.kind,
      class: fitSome('none', worst.signature.name, 255),
      custom_details: {
        description: body,
        ...record(summary.facts),
        ...(summary.actions.length === 0 ? {} : { actions: record(summary.actions) }),
        alerts: notification.alerts.slice(0, MAX_ALERTS).map(({ id, title: of, time }) => ({
          id: fit('none', id, 128),
          time,
          title: fit('none', of, 300),
        })),
      },
    },
    client: 'Keywarden',
    ...(link === undefined ? {} : { links: [{ href: link, text: 'Incident' }] }),
  };
}

function record(facts: Summary['facts']): Record<string, string> {
  const entries = facts
    .slice(0, 40)
    .map(({ label, value }) => [fit('none', label, 100), fit('none', value, 2_000)]);
  return Object.fromEntries(entries) as Record<string, string>;
}
