/** `npm run bench [-- --only a,c] [-- --json]`: every figure beside its floor from the same run. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../support/paths.ts';
import { describe } from '../support/wait.ts';
import type { BenchRow } from './row.ts';

const BENCHMARKS: Readonly<Record<string, () => Promise<{ run(): Promise<BenchRow[]> }>>> = {
  a: () => import('./sensor-cost.ts'),
  b: () => import('./latency.ts'),
  c: () => import('./detector-throughput.ts'),
  d: () => import('./memory.ts'),
  e: () => import('./watch-size.ts'),
  f: () => import('./lineage-rate.ts'),
  g: () => import('./verdict-rate.ts'),
  h: () => import('./detector-scaling.ts'),
  i: () => import('./delivery-rate.ts'),
};

const { values } = parseArgs({
  options: { only: { type: 'string' }, json: { type: 'boolean', default: false } },
});
const chosen = values.only?.split(',') ?? Object.keys(BENCHMARKS);
const rows: BenchRow[] = [];
const failures: string[] = [];
for (const id of chosen) {
  const load = BENCHMARKS[id];
  if (load === undefined) {
    failures.push(`there is no benchmark "${id}", only ${Object.keys(BENCHMARKS).join(', ')}`);
    continue;
  }
  console.error(`running benchmark ${id}`);
  try {
    rows.push(...(await (await load()).run()));
  } catch (error) {
    failures.push(`benchmark ${id}: ${describe(error)}`);
  }
}

const report = {
  time: new Date().toISOString(),
  machine: {
    kernel: release(),
    cpus: cpus().length,
    model: cpus()[0]?.model,
    node: process.version,
  },
  rows,
  failures,
};
const file = join(repositoryRoot, '.cache/bench.json');
mkdirSync(join(repositoryRoot, '.cache'), { recursive: true });
writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
if (values.json) console.log(JSON.stringify(report, null, 2));
else console.log(table(rows));
for (const failure of failures) console.error(failure);
process.exitCode = failures.length > 0 ? 1 : 0;

function table(all: readonly BenchRow[]): string {
  const lines = [
    ['', 'what', 'measured', 'floor', 'ratio'],
    ...all.map(({ id, what, unit, value, floor, floorName, ratio }) => [
      id,
      what,
      `${figure(value)} ${unit}`,
      `${figure(floor)} (${floorName})`,
      ratio.toFixed(2),
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function figure(value: number): string {
  return value >= 1000 ? Math.round(value).toString() : value.toPrecision(3);
}
