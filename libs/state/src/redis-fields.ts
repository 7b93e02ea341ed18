import type { ProcessRecord } from '@keywarden/lineage';

/**
 * Hash fields of a process, one letter each: a busy node has many thousands of them. The exit stays
 * the very last.
 */
const FIELDS = {
  comm: 'c',
  exe: 'e',
  argv: 'a',
  cwd: 'w',
  uid: 'u',
  tty: 't',
  session: 's',
  ns_pid: 'i',
  systemd_unit: 'd',
  container: 'n',
  pod: 'o',
  parent: 'p',
  exited_at: 'x',
} as const satisfies Partial<Record<keyof ProcessRecord, string>>;

type StoredName = keyof typeof FIELDS;
const NAMES = Object.keys(FIELDS) as StoredName[];

/** The field that marks an exited process. */
export const EXITED = FIELDS.exited_at;
/** What to read with HMGET; {@link decodeRecord} takes the answer. */
export const FIELD_NAMES: readonly string[] = NAMES.map((name) => FIELDS[name]);

/** What is known of a process when only its exit may have been seen. */
export type PartialRecord = Partial<ProcessRecord>;

/** Ends each part of an encoded record; JSON text never holds it unescaped. */
export const PART_END = '\x1f';

/**
 * What is told of a process as one script argument, since the client pays for each: the number of HSET
 * arguments that replace what is known, those, then the ones that only fill gaps. Values are JSON, which
 * keeps even lone surrogates that UTF-8 would lose.
 *
 * @param replacing goes before `filling` where both have a field
 */
export function encodeRecord(replacing: PartialRecord, filling: PartialRecord): string {
  let replaced = '';
  let filled = '';
  let count = 0;
  for (const name of NAMES) {
    const value = replacing[name];
    const other = filling[name];
    if (value !== undefined) {
      replaced += FIELDS[name] + PART_END + JSON.stringify(value) + PART_END;
      count += 2;
    } else if (other !== undefined) {
      filled += FIELDS[name] + PART_END + JSON.stringify(other) + PART_END;
    }
  }
  return String(count) + PART_END + replaced + filled;
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
