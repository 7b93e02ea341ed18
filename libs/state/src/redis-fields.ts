import type { ProcessRecord } from '@keywarden/lineage';

/**
 * Hash fields of a process, one letter each: a busy node has many thousands of them. The last two are
 * written once and never replaced, see the LineageStore port; the exit stays the very last.
 */
const FIELDS = {
  comm: 'c',
  exe: 'e',
  argv: 'a',
  cwd: 'w',
  uid: 'u',
  container: 'n',
  pod: 'o',
  parent: 'p',
  exited_at: 'x',
} as const satisfies Partial<Record<keyof ProcessRecord, string>>;

type StoredName = keyof typeof FIELDS;
const NAMES = Object.keys(FIELDS) as StoredName[];
const REPLACEABLE = NAMES.length - 2;

/** The field that marks an exited process. */
export const EXITED = FIELDS.exited_at;
/** What to read with HMGET; {@link decodeRecord} takes the answer. */
export const FIELD_NAMES: readonly string[] = NAMES.map((name) => FIELDS[name]);

/** What is known of a process when only its exit may have been seen. */
export type PartialRecord = Partial<ProcessRecord>;

/** Ends each part of an encoded record; JSON text never holds it unescaped. */
export const PART_END = '\x1f';

/**
 * A record as one script argument, since the client pays for each: the number of replaceable HSET
 * arguments, then all of them, the fields that the record has as JSON, which keeps even lone surrogates
 * that UTF-8 would lose.
 */
export function encodeRecord(record: PartialRecord): string {
  let parts = '';
  let replaceable = 0;
  for (const [index, name] of NAMES.entries()) {
    const value = record[name];
    if (value === undefined) continue;
    parts += FIELDS[name] + PART_END + JSON.stringify(value) + PART_END;
    if (index < REPLACEABLE) replaceable += 2;
  }
  return String(replaceable) + PART_END + parts;
}

/** Undefined when the process is not there, or only its exit is. */
export function decodeRecord(
  { pid, start_time }: Pick<ProcessRecord, 'pid' | 'start_time'>,
  values: readonly (string | null)[],
): ProcessRecord | undefined {
  const entries: [string, unknown][] = [];
  NAMES.forEach((name, index) => {
    const text = values[index];
    if (typeof text === 'string') entries.push([name, JSON.parse(text)]);
  });
  const record: unknown = { ...Object.fromEntries(entries), pid, start_time };
  return isRecord(record) ? record : undefined;
}

function isRecord(value: unknown): value is ProcessRecord {
  return typeof value === 'object' && value !== null && 'comm' in value;
}
