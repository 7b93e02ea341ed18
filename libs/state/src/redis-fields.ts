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

/**
 * Appends to `args` the number of replaceable and of all HSET arguments, then these: the fields that
 * the record has, as JSON, which keeps even lone surrogates that UTF-8 would lose.
 */
export function encodeRecord(record: PartialRecord, args: string[]): void {
  const counts = args.push('', '') - 2;
  let replaceable = 0;
  NAMES.forEach((name, index) => {
    const value = record[name];
    if (value === undefined) return;
    args.push(FIELDS[name], JSON.stringify(value));
    if (index < REPLACEABLE) replaceable += 2;
  });
  args[counts] = String(replaceable);
  args[counts + 1] = String(args.length - counts - 2);
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
