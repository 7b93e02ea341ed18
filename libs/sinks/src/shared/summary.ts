import { eventId, type Alert } from '@keywarden/contracts';
import type { Notification } from '@keywarden/routing';

/** `critical` from a risk score of 90, `high` from 70, `medium` from 40, `low` below. */
export type Urgency = 'critical' | 'high' | 'medium' | 'low';

/** One fact of a notification; hostile text, to be escaped for where it goes. */
export interface Fact {
  label: string;
  value: string;
}

/** What a person should read first, before any formatting. Every text may be chosen by an attacker. */
export interface Summary {
  title: string;
  description: string;
  urgency: Urgency;
  /** 0xRRGGBB. */
  colour: number;
  facts: readonly Fact[];
  /** Commands to contain the theft, in order. */
  actions: readonly Fact[];
}

const COLOURS: Record<Urgency, number> = {
  critical: 0xb3_00_1b,
  high: 0xe0_4f_00,
  medium: 0xe0_a8_00,
  low: 0x3b_82_c4,
};
const RESOLVED_COLOUR = 0x2e_8b_57;
const MAX_CREDENTIALS = 10;

const PREFIX: Record<Notification['reason'], string> = {
  alert: '',
  repeat: 'Still open: ',
  escalation: 'Not acknowledged: ',
  unmuted: 'No longer muted: ',
  resolved: 'Resolved: ',
  test: 'TEST: ',
};

/** What a test alert says of itself is not said twice. */
function prefixOf(reason: Notification['reason'], title: string): string {
  return title.startsWith(PREFIX.test) ? '' : PREFIX[reason];
}

/** The gravest alert of a notification, the first of equal ones. */
export function gravest({ alerts }: Notification): Alert {
  return alerts.reduce((worst, alert) => (alert.risk_score > worst.risk_score ? alert : worst));
}

/** How much a record of a stream asks for: the urgency of the theft, or nothing at the end of it. */
export function severityOf(alert: Alert): Urgency | 'info' {
  return alert.status === 'resolved' ? 'info' : urgencyOf(alert);
}

export function urgencyOf({ risk_score }: Alert): Urgency {
  if (risk_score >= 90) return 'critical';
  if (risk_score >= 70) return 'high';
  return risk_score >= 40 ? 'medium' : 'low';
}

/** The notification in the words that every chat, page and mail uses. */
export function summarise(notification: Notification): Summary {
  const worst = gravest(notification);
  const urgency = urgencyOf(worst);
  const { alerts, reason } = notification;
  const more = alerts.length > 1 ? ` (+${String(alerts.length - 1)} more)` : '';
  return {
    title: `${prefixOf(reason, worst.title)}${worst.title}${more}`,
    description: worst.description,
    urgency,
    colour: notification.status === 'resolved' ? RESOLVED_COLOUR : COLOURS[urgency],
    facts: facts(notification, worst),
    actions: worst.mitigations.map(({ control, command }) => ({ label: control, value: command })),
  };
}

function facts(notification: Notification, worst: Alert): Fact[] {
  const { event, credential, signature } = worst;
  const process = 'process' in event ? event.process : undefined;
  const { pod, container } = process ?? {};
  const actor = worst.lineage[0];
  const all: [string, string | undefined][] = [
    ['node', event.node],
    ['credential', credentials(notification)],
    ['kind', `${credential.kind} (${credential.distribution})`],
    ['process', actor === undefined ? undefined : processText(actor)],
    ['user', process?.login_user ?? textOf(process?.uid, 'uid ')],
    ['pod', pod?.name === undefined ? undefined : `${pod.namespace ?? '?'}/${pod.name}`],
    ['container', container?.image ?? container?.id],
    ['evasions', worst.evasions.length === 0 ? undefined : worst.evasions.join(', ')],
    ['risk', `${String(worst.risk_score)} of 100, confidence ${worst.confidence}`],
    ['signature', `${signature.id} ${signature.name}`],
    ['incident', notification.incident_id],
    ['event', eventId(event)],
    ['told before', notification.told_before === 0 ? undefined : String(notification.told_before)],
    ['muted', notification.muted === 0 ? undefined : String(notification.muted)],
    ['closed', resolutionText(notification)],
  ];
  return all.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
}

function credentials({ alerts }: Notification): string {
  const paths = [...new Set(alerts.map(({ credential }) => credential.canonical_path))];
  const shown = paths.slice(0, MAX_CREDENTIALS).join(', ');
  const rest = paths.length - MAX_CREDENTIALS;
  return rest > 0 ? `${shown} and ${String(rest)} more` : shown;
}

function processText({ comm, pid, exe }: Alert['lineage'][number]): string {
  return `${exe?.path ?? comm} (pid ${String(pid)})`;
}

function resolutionText({ resolution }: Notification): string | undefined {
  return resolution === undefined
    ? undefined
    : `by ${resolution.by} at ${resolution.time}: ${resolution.reason}`;
}

function textOf(value: number | undefined, prefix: string): string | undefined {
  return value === undefined ? undefined : `${prefix}${String(value)}`;
}
