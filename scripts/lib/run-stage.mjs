import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { run } from './run.mjs';
import { green, red } from './terminal.mjs';

/**
 * Runs one stage of stages.mjs: its checks, then its test run.
 * @returns {Promise<{ passed: number, failed: number, skipped: { name: string, reason: string }[] }>}
 */
export async function runStage({ checks = [], vitest }) {
  const counts = await runChecks(checks);
  return vitest === undefined ? counts : sum(counts, await runVitest(vitest));
}

/** The counts of two runs as one. */
function sum(one, other) {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: [...one.skipped, ...other.skipped],
  };
}

async function runChecks(checks) {
  const counts = { passed: 0, failed: 0, skipped: [] };
  for (const { name, command } of checks) {
    const code = await run(command());
    counts[code === 0 ? 'passed' : 'failed'] += 1;
    process.stdout.write(`${code === 0 ? green('✓') : red('✗')} ${name}\n`);
  }
  return counts;
}

async function runVitest({ config, only = [], exclude = [] }) {
  const folder = mkdtempSync(join(tmpdir(), 'keywarden-test-'));
  const file = join(folder, 'counts.json');
  try {
    const code = await run(
      [
        ...['vitest', 'run', '--config', config, ...only],
        ...exclude.flatMap((pattern) => ['--exclude', pattern]),
        ...['--reporter', process.env.CI === undefined ? 'default' : 'dot'],
        ...['--reporter', join(root, 'scripts/lib/counts-reporter.mjs')],
      ],
      { env: { KEYWARDEN_COUNTS_FILE: file } },
    );
    return settle(code, readCounts(file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A run that failed without a failed test (it crashed, or found no test) is one failure. */
export function settle(code, counts) {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: [] };
  }
}
