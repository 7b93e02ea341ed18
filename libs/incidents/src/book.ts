import type { Alert } from '@keywarden/contracts';

/** One incident, as far as it has come. Times are ms since 1970, of events, never of a clock here. */
export interface Incident {
  readonly id: string;
  /** RFC 3339, as the first event says. */
  readonly openedAt: string;
  /** Of its latest event. */
  readonly last: number;
  /** What joins further events to it, see join.ts: `s:SESSION`, `c:CONTAINER`, `k:…`. */
  readonly keys: readonly string[];
  /**
   * Digests of the credentials and readers that an alert has told of. Many more than are shown: every
   * credential that was taken has to be told, because each one has to be replaced.
   */
  readonly told: readonly string[];
  /** Canonical paths in order of first touch, the first ones. */
  readonly credentials: readonly string[];
  /** What has raised its risk so far, by name. */
  readonly signs: readonly string[];
  /** Ids of related events. */
  readonly related: readonly string[];
  readonly events: number;
  readonly alerts: number;
  /** Events that were told of already in all but their number. */
  readonly repeats: number;
  readonly peak: number;
  /** The latest alert of a theft, from which an escalation is told. */
  readonly theft: Alert;
}

/** A credential file that a session made itself. */
export interface Creation {
  /** `DEVICE:INODE`. */
  readonly file: string;
  readonly session: string;
  readonly at: number;
}

/** A container that began lately. */
export interface Birth {
  readonly container: string;
  /** Id of the event. */
  readonly event: string;
  readonly at: number;
}

/**
 * What is known of the incidents of one boot of one node. A value: it is never changed in place. All of
 * it is bounded, see {@link LIMITS}.
 */
export interface IncidentBook {
  readonly incidents: readonly Incident[];
  readonly creations: readonly Creation[];
  readonly births: readonly Birth[];
  /** Numbers (`seq`) of the latest events that are in it. */
  readonly seen: readonly number[];
}

export const EMPTY_BOOK: IncidentBook = { incidents: [], creations: [], births: [], seen: [] };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * Bounds of a book. Beyond them the oldest goes; of what is only shown (credentials, related)
 * the newest. A digest that went is told again, which is a repeat and no loss.
 */
export const LIMITS = {
  incidents: 64,
  told: 8_192,
  keys: 128,
  credentials: 64,
  related: 64,
  creations: 64,
  births: 64,
  /** A consumer repeats less than this after a crash: 200 ms of work. */
  seen: 2_048,
} as const;

/** For how long things belong together, in ms of event time. */
export const WINDOWS = {
  /** One key an hour by one login or container is one theft, also over a night's pause. */
  session: 24 * HOUR,
  /** Moved by one and read by another: the second does not wait long. */
  credential: 15 * MINUTE,
  /** Making a PKI takes minutes on a slow machine. */
  creation: 10 * MINUTE,
  /** A container that was started to escape does so at once. */
  birth: 10 * MINUTE,
  /** A stolen credential is carried away by the session that took it. */
  exfiltration: 30 * MINUTE,
} as const;

/** At most `limit` items, the latest ones. */
export function latest<Item>(items: readonly Item[], limit: number): readonly Item[] {
  return items.length > limit ? items.slice(-limit) : items;
}

/** The list with an item that is not in it yet; a full list stays as it is. */
export function including<Item>(
  items: readonly Item[],
  item: Item,
  limit: number,
): readonly Item[] {
  return items.includes(item) || items.length >= limit ? items : [...items, item];
}

/** Whether an event is in the book already, because its batch was worked off before. */
export function hasSeen(book: IncidentBook, seq: number): boolean {
  return book.seen.includes(seq);
}

/** The book after an event of this number and time, without what is too old to matter. */
export function note(book: IncidentBook, seq: number, now: number): IncidentBook {
  const isYoung = (at: number, window: number): boolean => now - at <= window;
  return {
    incidents: book.incidents.filter(({ last }) => isYoung(last, WINDOWS.session)),
    creations: book.creations.filter(({ at }) => isYoung(at, WINDOWS.creation)),
    births: book.births.filter(({ at }) => isYoung(at, WINDOWS.birth)),
    seen: latest([...book.seen, seq], LIMITS.seen),
  };
}
