import type { Credential, CredentialEvent } from '@keywarden/contracts';
import { LIMITS, WINDOWS, type Incident } from './book.js';

/** What ties an event to others, strongest first. */
export interface Ties {
  /** See `sessionOf`. */
  readonly session: string;
  readonly container: string | undefined;
  /** The credential by its place, its file and its certificate; none for a related event. */
  readonly credential: readonly string[];
}

/** The ties of a theft. */
export function tiesOf(event: CredentialEvent, credential: Credential, session: string): Ties {
  const { device, inode } = event.data;
  return {
    session,
    container: event.process.container?.id,
    credential: [
      `k:${credential.canonical_path}`,
      ...(device === undefined || inode === undefined
        ? []
        : [`f:${String(device)}:${String(inode)}`]),
      ...(credential.fingerprint === undefined ? [] : [`x:${credential.fingerprint}`]),
    ],
  };
}

/** Every tie as a key. */
export function keysOf({ session, container, credential }: Ties): string[] {
  return [`s:${session}`, ...(container === undefined ? [] : [`c:${container}`]), ...credential];
}

/**
 * The open incident that an event belongs to: of the same session, else of the same container, else
 * about the same credential a short time before. Of several the oldest, so that the answer does not
 * depend on what came in between.
 *
 * @param now ms since 1970 of the event
 */
export function incidentOf(
  incidents: readonly Incident[],
  ties: Ties,
  now: number,
): Incident | undefined {
  const within = (window: number) => incidents.filter(({ last }) => now - last <= window);
  const having = (open: readonly Incident[], key: string) =>
    open.find(({ keys }) => keys.includes(key));
  const open = within(WINDOWS.session);
  return (
    having(open, `s:${ties.session}`) ??
    (ties.container === undefined ? undefined : having(open, `c:${ties.container}`)) ??
    within(WINDOWS.credential).find(({ keys }) => ties.credential.some((key) => keys.includes(key)))
  );
}

/** The keys of an incident with those of one more event. Sessions count more than credentials. */
export function withKeys(keys: readonly string[], more: readonly string[]): readonly string[] {
  const all = [...keys, ...more.filter((key) => !keys.includes(key))];
  return all.length <= LIMITS.keys ? all : all.slice(0, LIMITS.keys);
}
