import type { ProcessRecord } from '@keywarden/lineage';

/** Hash fields of a process, one letter each: a busy node has many thousands of them. */
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
/** Written once and never replaced, see the LineageStore port. */
const LASTING: readonly StoredName[] = ['parent', 'exited_at'];

export const PARENT = FIELDS.parent;
/** The field that marks an exited process. */
export const EXITED = FIELDS.exited_at;
/** What to read with HMGET; {@link decodeRecord} takes the answer. */
export const FIELD_NAMES: readonly string[] = NAMES.map((name) => FIELDS[name]);

/** What is known of a process when only its exit may have been seen. */
export type PartialRecord = Partial<ProcessRecord>;

/** The replaceable fields that the record has, alternating name and JSON, as HSET takes them. */
export function encodeFields(record: PartialRecord): string[] {
  const pairs: string[] = [];
  for (const name of NAMES) {
    const text = LASTING.includes(name) ? '' : encodeField(record, name);
    if (text !== '') pairs.push(FIELDS[name], text);
  }
  return pairs;
}

/** One field as JSON, which keeps even lone surrogates that UTF-8 would lose; empty when absent. */
export function encodeField(record: PartialRecord, name: StoredName): string {
  const value = record[name];
  return value === undefined ? '' : JSON.stringify(value);
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
