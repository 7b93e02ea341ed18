import { digest, eventId, type Alert, type Origin, type RelatedEvent } from '@keywarden/contracts';
import type { Ancestry } from '@keywarden/lineage';
import {
  hasSeen,
  including,
  latest,
  LIMITS,
  note,
  WINDOWS,
  type Incident,
  type IncidentBook,
} from './book.js';
import { incidentOf } from './join.js';
import { SIGN_POINTS, type Sign } from './risk.js';
import { sessionOf } from './session.js';
import { replace, type Recorded } from './theft.js';

const FACTORS = {
  used: {
    factor: 'credential used',
    detail: 'the session went to the API server afterwards',
    title: 'and then used',
  },
  exfiltration: {
    factor: 'exfiltration suspected',
    detail: 'the session connected to elsewhere afterwards',
    title: 'and perhaps carried away',
  },
} as const;

/** Names of services are asked for by everybody. */
const DNS = 53;
/** Reaches no other network (RFC 3927, RFC 4291). */
const LINK_LOCAL = /^(?:169\.254\.|fe80:)/i;

/** Whether an event says something of the incidents of its node, so that its book is worth loading. */
export function isRelated(event: { name: string }): event is RelatedEvent {
  return (
    event.name === 'k8s_api_connection' ||
    event.name === 'security_socket_connect' ||
    event.name === 'container_create'
  );
}

/**
 * What a related event does to the incidents of its node: a container is remembered for a while, a
 * connection of the session of an incident escalates it, once for each kind.
 */
export function recordRelated(
  book: IncidentBook,
  event: RelatedEvent,
  origin: Origin,
  lineage: Ancestry,
): Recorded {
  if (hasSeen(book, event.seq)) return { book };
  const now = Date.parse(event.time);
  switch (event.name) {
    case 'container_create': {
      const birth = { container: event.data.container.id, event: eventId(event), at: now };
      const open = note(book, event.seq, now);
      return { book: { ...open, births: latest([...open.births, birth], LIMITS.births) } };
    }
    case 'container_remove':
      return { book };
    case 'k8s_api_connection':
      return connection(book, event, 'used', sessionOf(origin, lineage), now);
    case 'security_socket_connect':
      if (event.data.port === DNS || LINK_LOCAL.test(event.data.address)) return { book };
      return connection(book, event, 'exfiltration', sessionOf(origin, lineage), now);
  }
}

type Connection = Extract<RelatedEvent, { data: { address: string } }>;

function connection(
  book: IncidentBook,
  event: Connection,
  sign: 'used' | 'exfiltration',
  session: string,
  now: number,
): Recorded {
  // Not by the container: its own program talks to the API server all day.
  const ties = { session, container: undefined, credential: [] };
  const before = incidentOf(book.incidents, ties, now);
  const window = sign === 'used' ? WINDOWS.session : WINDOWS.exfiltration;
  if (before === undefined || now < Date.parse(before.openedAt) || now - before.last > window)
    return { book };
  const open = note(book, event.seq, now);
  const related = including(before.related, eventId(event), LIMITS.related);
  if (before.signs.includes(sign)) {
    return { book: replace(open, before, { ...before, related }) };
  }
  const alert = escalate(before, event, sign, related);
  const after: Incident = {
    ...before,
    related,
    signs: [...before.signs, sign],
    alerts: before.alerts + 1,
    peak: Math.max(before.peak, alert.risk_score),
    theft: alert,
  };
  return { book: replace(open, before, after), alert };
}

/** The latest theft of the incident, told again with what followed it. */
function escalate(
  { theft, alerts, events, credentials, openedAt }: Incident,
  event: Connection,
  sign: Exclude<Sign, 'escape'>,
  related: readonly string[],
): Alert {
  const { factor, detail, title } = FACTORS[sign];
  const { address, port } = event.data;
  const where = address.includes(':')
    ? `[${address}]:${String(port)}`
    : `${address}:${String(port)}`;
  const points = SIGN_POINTS[sign];
  const { signature } = theft;
  return {
    ...theft,
    id: digest(['alert', eventId(event), signature.id, String(signature.version)]),
    time: event.time,
    title: `${theft.title}, ${title}`,
    description: `${theft.description} ${event.process.comm} (pid ${String(event.process.pid)}) of the same session connected to ${where} at ${event.time}.`,
    risk_score: Math.min(100, theft.risk_score + points),
    risk_factors: [...theft.risk_factors, { factor, points, detail: `${detail}: ${where}` }],
    related: [...related],
    incident: {
      opened_at: openedAt,
      alert_number: alerts + 1,
      event_count: events,
      credentials: [...credentials],
      stage: 'escalated',
      reason: `${factor}: ${where}`,
    },
  };
}
