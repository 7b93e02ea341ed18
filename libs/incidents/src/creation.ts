import type { CredentialEvent } from '@keywarden/contracts';
import { hasSeen, latest, LIMITS, note, WINDOWS, type IncidentBook } from './book.js';

const O_ACCMODE = 0o3;
const O_CREAT = 0o100;
const O_EXCL = 0o200;
const O_TRUNC = 0o1000;

/**
 * Whether an open leaves nothing of an older file behind: it made the file (O_CREAT with O_EXCL), or
 * emptied it. O_CREAT alone opens what is there, so it proves nothing.
 */
export function isCreation(event: CredentialEvent): boolean {
  if (event.name !== 'security_file_open') return false;
  const flags = event.data.flags_number;
  if ((flags & O_ACCMODE) === 0) return false;
  return (flags & O_TRUNC) !== 0 || ((flags & O_CREAT) !== 0 && (flags & O_EXCL) !== 0);
}

/** Remembers who made a credential file. Another session that makes it anew takes its place. */
export function recordCreation(
  book: IncidentBook,
  event: CredentialEvent,
  session: string,
): IncidentBook {
  const file = fileOf(event);
  if (file === undefined || hasSeen(book, event.seq)) return book;
  const now = Date.parse(event.time);
  const open = note(book, event.seq, now);
  const others = open.creations.filter((one) => one.file !== file);
  return { ...open, creations: latest([...others, { file, session, at: now }], LIMITS.creations) };
}

/** Whether the session that opens a file is the one that has just made it. */
export function hasCreated(book: IncidentBook, event: CredentialEvent, session: string): boolean {
  const file = fileOf(event);
  const now = Date.parse(event.time);
  return book.creations.some(
    (one) =>
      one.file === file &&
      one.session === session &&
      now >= one.at &&
      now - one.at <= WINDOWS.creation,
  );
}

/** Undefined without an identity: a path may lead to another file by now. */
function fileOf({ data }: CredentialEvent): string | undefined {
  const { device, inode } = data;
  if (device === undefined || inode === undefined) return undefined;
  return `${String(device)}:${String(inode)}`;
}
