import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Backend → program → instructions that the verifier processed. */
export type Verified = Record<string, Record<string, number>>;

const TABLE = fileURLToPath(new URL('verifier.json', import.meta.url));
/** A tenth more has to be looked at, and then written down. */
const GROWTH = 1.1;
/** A kernel gives up after this many (BPF_COMPLEXITY_LIMIT_INSNS). */
const LIMIT = 1_000_000;

/** Finds the line of verify-programs.ts in what a guest printed. */
export function parseVerified(output: string): Verified {
  const line = /^VERIFIED (.+)$/m.exec(output)?.[1];
  if (line === undefined) throw new Error(`no counts of the verifier in:\n${output}`);
  return JSON.parse(line) as Verified;
}

/**
 * What differs from verifier.json in a way that someone has to answer for: more than a tenth, a
 * program that is not in the table, or one in the table that is gone. With `KEYWARDEN_UPDATE_VERIFIER=1`
 * the table is written anew instead.
 */
export function compareVerified(kernel: string, found: Verified): string[] {
  const table = readTable();
  if (process.env.KEYWARDEN_UPDATE_VERIFIER === '1') {
    writeFileSync(TABLE, `${JSON.stringify({ ...table, [kernel]: found }, null, 2)}\n`);
    return [];
  }
  const known = table[kernel] ?? {};
  const names = new Set([...namesOf(known), ...namesOf(found)]);
  return [...names].flatMap((name) => {
    const [backend = '', program = ''] = name.split(' ');
    const before = known[backend]?.[program];
    const now = found[backend]?.[program];
    if (now === undefined) return [`${name}: in verifier.json and not loaded`];
    if (before === undefined) return [`${name}: ${String(now)}, not in verifier.json`];
    const isGrown = now > before * GROWTH || now > LIMIT;
    return isGrown ? [`${name}: ${String(before)} grew to ${String(now)}`] : [];
  });
}

function readTable(): Record<string, Verified> {
  return existsSync(TABLE)
    ? (JSON.parse(readFileSync(TABLE, 'utf8')) as Record<string, Verified>)
    : {};
}

function namesOf(verified: Verified): string[] {
  return Object.entries(verified).flatMap(([backend, programs]) =>
    Object.keys(programs).map((program) => `${backend} ${program}`),
  );
}
