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
  g: () => import('./verdict-rate.ts'),
