import { digest, type IncidentSummary } from '@keywarden/contracts';
import { including, latest, LIMITS, type Incident } from './book.js';
import type { Escape } from './escape.js';
import { BULK, riskOf, type Risk, type Sign } from './risk.js';
import type { Theft } from './theft.js';

/** What of an incident a theft changes. */
type State = Pick<
  Incident,
  'id' | 'told' | 'credentials' | 'signs' | 'related' | 'events' | 'alerts' | 'repeats'
>;

/** What one more theft makes of an incident. */
export interface Step {
  state: State;
  risk: Risk;
  /** Undefined when nothing is told. */
  summary: IncidentSummary | undefined;
}

interface Findings {
  state: Omit<State, 'alerts' | 'repeats'>;
  risk: Risk;
}

/** 48 bits: enough to tell a few thousand names apart. */
const DIGEST_LENGTH = 13;

/** The next step of an incident, or the first one of a new incident. */
export function stepOf(
  before: Incident | undefined,
  theft: Theft,
  escape: Escape | undefined,
): Step {
  const names = namesOf(theft);
  const news = names.filter((name) => before?.told.includes(name) !== true);
  const findings = findingsOf(before, theft, escape, news);
  if (before === undefined) {
    return tell(findings, { alerts: 1, repeats: 0 }, theft.event.time, 'opened', FIRST);
  }
  const reasons = reasonsOf(before, findings.state, news, theft);
  const repeats = before.repeats + (reasons.length === 0 ? 1 : 0);
  if (reasons.length === 0 && !isRoundNumber(repeats)) {
    const state = { ...findings.state, alerts: before.alerts, repeats };
    return { ...findings, state, summary: undefined };
  }
  const counts = { alerts: before.alerts + 1, repeats };
  if (reasons.length === 0) {
    const reason = `nothing new, ${String(repeats)} times`;
    return tell(findings, counts, before.openedAt, 'repeated', reason);
  }
  const stage = findings.risk.score > before.peak ? 'escalated' : 'spread';
  return tell(findings, counts, before.openedAt, stage, reasons.join('; '));
}

const FIRST = 'the first theft';

function findingsOf(
  before: Incident | undefined,
  theft: Theft,
  escape: Escape | undefined,
  news: readonly string[],
): Findings {
  const { event, credential, evasions } = theft;
  const path = credential.canonical_path;
  const credentials = including(before?.credentials ?? [], path, LIMITS.credentials);
  const signs = [
    ...new Set([
      ...(before?.signs ?? []),
      ...evasions.map((evasion) => `evasion:${evasion}`),
      ...(escape === undefined ? [] : ['escape']),
    ]),
  ];
  const related = (escape?.related ?? []).reduce(
    (ids, id) => including(ids, id, LIMITS.related),
    before?.related ?? [],
  );
  const state = {
    id: before?.id ?? digest(['incident', event.node, event.boot_id, String(event.seq)]),
    told: latest([...(before?.told ?? []), ...news], LIMITS.told),
    credentials,
    signs,
    related,
    events: (before?.events ?? 0) + 1,
  };
  const facts = { credentials: credentials.length, signs: new Set(signs.filter(isSign)) };
  return { state, risk: riskOf({ ...theft, ...facts }) };
}

/** Credential and reader, short. */
function namesOf(theft: Theft): string[] {
  return [
    `c${digest(['credential', theft.credential.canonical_path])}`,
    `r${digest(['reader', readerOf(theft)])}`,
  ].map((name) => name.slice(0, DIGEST_LENGTH));
}

function readerOf({ event: { process } }: Theft): string {
  return process.exe?.path ?? process.comm;
}

/** What this event says that the incident did not know, in words. */
function reasonsOf(
  before: Incident,
  now: Pick<State, 'credentials' | 'signs'>,
  news: readonly string[],
  theft: Theft,
): string[] {
  const isNew = (sort: string): boolean => news.some((name) => name.startsWith(sort));
  const isBulk = now.credentials.length >= BULK && before.credentials.length < BULK;
  return [
    ...(isNew('c') ? [`also ${theft.credential.canonical_path}`] : []),
    ...(isNew('r') ? [`also by ${readerOf(theft)}`] : []),
    ...now.signs
      .filter((sign) => !before.signs.includes(sign))
      .map((sign) => sign.replace('evasion:', 'evasion ').replace(/^escape$/, 'escape suspected')),
    ...(isBulk ? ['bulk read'] : []),
  ];
}

function tell(
  findings: Findings,
  counts: Pick<State, 'alerts' | 'repeats'>,
  openedAt: string,
  stage: IncidentSummary['stage'],
  reason: string,
): Step {
  const state = { ...findings.state, ...counts };
  const summary: IncidentSummary = {
    opened_at: openedAt,
    alert_number: state.alerts,
    event_count: state.events,
    credentials: [...state.credentials],
    stage,
    reason,
  };
  return { ...findings, state, summary };
}

/** 10, 100, 1,000 and so on. */
function isRoundNumber(count: number): boolean {
  return count >= 10 && /^10+$/.test(String(count));
}

function isSign(text: string): text is Sign {
  return text === 'used' || text === 'exfiltration' || text === 'escape';
}
