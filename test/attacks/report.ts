import { type Expectation, TABLE_BACKENDS, type TableBackend } from './scenario.ts';
import type { Outcome, Result } from './session.ts';

const BAD: readonly Outcome[] = ['missed', 'noisy', 'failed'];

/** One TAP line, with what was seen instead below a bad one. */
export function printTap({ id, technique, outcome, detail, events }: Result, number: number): void {
  const title = `${String(number)} - ${id}: ${technique}`;
  if (outcome === 'skipped') {
    console.log(`ok ${title} # SKIP ${oneLine(detail)}`);
  } else if (outcome === 'cannot') {
    console.log(`ok ${title} # CANNOT ${oneLine(detail)}`);
  } else if (!BAD.includes(outcome)) {
    console.log(`ok ${title}`);
  } else {
    console.log(`not ok ${title}\n# ${outcome}: ${oneLine(detail)}`);
    for (const event of events) console.log(`# ${oneLine(JSON.stringify(event))}`);
  }
}

/** The table and the last line; true when nothing was missed, noisy or failed. */
export function printResults(
  results: readonly Result[],
  backend: TableBackend,
  isJson: boolean,
): boolean {
  const count = (...outcomes: Outcome[]): string =>
    String(results.filter(({ outcome }) => outcomes.includes(outcome)).length);
  if (isJson) console.log(JSON.stringify({ backend, results }, undefined, 2));
  else for (const line of table(results, backend)) console.log(line);
  console.log(
    `ATTACKS seen=${count('seen')} missed=${String(results.filter(isMissed).length)} benign=${count('quiet')} noisy=${String(results.filter(isNoisy).length)}`,
  );
  return !results.some(({ outcome }) => BAD.includes(outcome));
}

function isMissed({ outcome, attack }: Result): boolean {
  return outcome === 'missed' || (outcome === 'failed' && attack !== undefined);
}

function isNoisy({ outcome, attack }: Result): boolean {
  return outcome === 'noisy' || (outcome === 'failed' && attack === undefined);
}

function table(results: readonly Result[], backend: TableBackend): string[] {
  const width = Math.max(...results.map(({ id }) => id.length));
  const rows = results.map(({ id, outcome, evasions, attack }) => {
    const expected = TABLE_BACKENDS.map((name) => mark(attack?.seen[name])).join('/');
    return `# ${id.padEnd(width)} | ${expected.padEnd(20)} | ${outcome.padEnd(7)} | ${evasions.join(', ')}`;
  });
  return [
    `# ${'scenario'.padEnd(width)} | ${TABLE_BACKENDS.join('/').padEnd(20)} | ${backend} | evasions`,
    ...rows,
  ];
}

function mark(expectation: Expectation | undefined): string {
  if (expectation === undefined) return 'quiet';
  return expectation === 'seen' ? 'seen' : 'cannot';
}

function oneLine(text: string): string {
  return text.replaceAll('\n', ' ');
}
