import {
  type Alert,
  type Credential,
  type CredentialEvent,
  type IncidentSummary,
  type Origin,
} from '@keywarden/contracts';
import type { Ancestry } from '@keywarden/lineage';
import { hasSeen, latest, LIMITS, note, type Incident, type IncidentBook } from './book.js';
import { escapeOf } from './escape.js';
import { incidentOf, keysOf, tiesOf, withKeys } from './join.js';
import type { Risk } from './risk.js';
import { sessionOf } from './session.js';
import { stepOf } from './step.js';

/** An event with the verdict `alert`. */
export interface Theft {
  event: CredentialEvent;
  credential: Credential;
  /** The reader itself first. */
  lineage: Ancestry;
  origin: Origin;
  evasions: readonly string[];
  /** True when the reader reads what belongs to its own pod. */
  ownPod: boolean;
  /** Makes the alert, when one is to be told. Called at most once. */
  build: (told: Told) => Alert;
}

/** What the incident adds to an alert. */
export interface Told {
  incidentId: string;
  incident: IncidentSummary;
  risk: Risk;
  related: readonly string[];
}

/** The book with an event in it, and the alert that it calls for. */
export interface Recorded {
  book: IncidentBook;
  /** Id of the incident that a theft belongs to. */
  incident?: string;
  alert?: Alert;
}

/**
 * Puts a theft into its incident, or opens one. An alert is told for the first event, for each new
 * credential and reader, for whatever raises the risk, and for the 10th, 100th, … repeat; the others
 * are counted. An event that is in the book already changes nothing and tells nothing.
 */
export function recordTheft(book: IncidentBook, theft: Theft): Recorded {
  const { event, credential } = theft;
  if (hasSeen(book, event.seq)) return { book };
  const now = Date.parse(event.time);
  const ties = tiesOf(event, credential, sessionOf(theft.origin, theft.lineage));
  const open = note(book, event.seq, now);
  const before = incidentOf(open.incidents, ties, now);
  const escape = theft.ownPod ? undefined : escapeOf(event, open.births, now);
  const step = stepOf(before, theft, escape);
  const after = (alert: Alert): Incident => {
    return {
      ...step.state,
      openedAt: before?.openedAt ?? event.time,
      last: Math.max(before?.last ?? now, now),
      keys: withKeys(before?.keys ?? [], keysOf(ties)),
      peak: Math.max(before?.peak ?? 0, step.risk.score),
      theft: alert,
    };
  };
  if (step.summary === undefined) {
    return before === undefined
      ? { book: open }
      : { book: replace(open, before, after(before.theft)), incident: before.id };
  }
  const { state, risk, summary: incident } = step;
  const { id: incidentId, related } = state;
  const alert = theft.build({ incidentId, incident, risk, related });
  return { book: replace(open, before, after(alert)), incident: incidentId, alert };
}

/** The book with an incident in place of an earlier state of it, or with one more. */
export function replace(
  book: IncidentBook,
  before: Incident | undefined,
  after: Incident,
): IncidentBook {
  const incidents =
    before === undefined
      ? latest([...book.incidents, after], LIMITS.incidents)
      : book.incidents.map((one) => (one === before ? after : one));
  return { ...book, incidents };
}
