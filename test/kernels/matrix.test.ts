import { join } from 'node:path';
import { type BackendName, BACKENDS } from '@keywarden/sensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { attackCommand, attackFiles } from '../attacks/guest.ts';
import { repositoryRoot } from '../support/paths.ts';
import { run } from '../support/process.ts';
import { tempDir } from '../support/temp.ts';
import { type GuestFile } from './guest-files.ts';
import { guestRoot } from './guest-packages.ts';
import { fetchKernel, type Kernel, type KernelVersion } from './kernel.ts';
import {
  chosenKernels,
  isCountedMiss,
  MATRIX,
  MAX_PREEMPTED_ROWS,
  PREEMPTED,
  UNSEEN,
} from './matrix.ts';
import { compareVerified, parseVerified } from './verified.ts';
import { bootVm } from './vm.ts';

const BOOT_DEADLINE_MS = 1_500_000;

/** The sensor's own scenarios, compiled: a guest has no compiler. */
async function scenarioFiles(): Promise<GuestFile[]> {
  const attempts = join(tempDir('attempts'), 'attempts');
  const source = join(repositoryRoot, 'test/sensor/attempts.c');
  const compiler = await run('cc', ['-O2', '-static', '-pthread', '-o', attempts, source]);
  expect(compiler.stderr.join('\n')).toBe('');
  return [
    { from: join(repositoryRoot, 'test/sensor'), to: `${guestRoot}/test/sensor` },
    { from: join(repositoryRoot, 'test/kernels'), to: `${guestRoot}/test/kernels` },
    { from: attempts, to: `${guestRoot}/test/sensor/attempts` },
  ];
}

/** A row that was missed or failed, and the reason on the line below. */
const FAILED = /^not ok \d+ - ([\w-]+):.*\n# (.*)$/gm;

const begin = (step: string): string => `echo '@@ ${step}'`;

/**
 * In the emulated 5.10 Node itself dies now and then (an abort within V8, or a fault in its code). What was
 * ended by a signal is played once more; a failed check ends with 1 and is not.
 */
function onceMore(command: string): string {
  return `code=$?
if [ $code -ge 128 ]; then echo "# ended by signal $((code - 128)), once more"; (${command}); code=$?; fi`;
}

/** One boot plays everything, because a boot costs more than most of what is played. */
function commandOf(backends: readonly BackendName[]): string {
  const play = (step: string, command: string): string =>
    [begin(step), `(${command})`, onceMore(command), `echo "@@ end ${step} $code"`].join('\n');
  return [
    play('verify', `cd ${guestRoot} && node test/kernels/verify-programs.ts`),
    ...backends.map((backend) =>
      play(
        `sensor ${backend}`,
        `cd ${guestRoot} && node test/sensor/run-scenarios.ts --backend ${backend}`,
      ),
    ),
    ...backends.map((backend) => play(`attacks ${backend}`, attackCommand(backend))),
  ].join('\n');
}

function outputOf(output: string, step: string): { text: string; code: number } {
  const from = output.indexOf(`@@ ${step}\n`);
  const found = new RegExp(`^@@ end ${step} (\\d+)$`, 'm').exec(output);
  if (from === -1 || found === null)
    throw new Error(`the guest did not play "${step}":\n${output}`);
  return { text: output.slice(from, found.index), code: Number(found[1]) };
}

function abilities(version: KernelVersion): { runs: BackendName[]; refused: BackendName[] } {
  return {
    runs: BACKENDS.filter((backend) => MATRIX[version][backend] === 'runs'),
    refused: BACKENDS.filter((backend) => MATRIX[version][backend] !== 'runs'),
  };
}

describe('a row that a preempted backend may miss', () => {
  it.each([
    ['missed: no event (1 runs skipped by the kernel)', true],
    ['missed: 48 events of 50 (2 runs skipped by the kernel)', true],
    ['missed: 48 events of 50 (1 runs skipped by the kernel)', false],
    ['missed: 48 events of 50', false],
    ['missed: no event', false],
    ['missed: evasion hard_link is named and is none', false],
  ])('%s: %s', (why, isCounted) => {
    expect(isCountedMiss(why)).toBe(isCounted);
  });
});

describe.each(chosenKernels())('kernel %s', (version) => {
  const { runs, refused } = abilities(version);
  let kernel: Kernel;
  let output = '';

  beforeAll(async () => {
    kernel = await fetchKernel(version);
    const files = [...(await attackFiles(kernel)), ...(await scenarioFiles())];
    const guest = {
      kernel,
      files,
      command: commandOf(BACKENDS),
      timeoutMs: BOOT_DEADLINE_MS,
      memoryMb: 3072,
    };
    ({ output } = await bootVm(guest));
  }, BOOT_DEADLINE_MS + 300_000);

  it('verifies every program with as many instructions as written down', () => {
    const { text, code } = outputOf(output, 'verify');
    expect(code, text).toBe(0);
    expect(compareVerified(version, parseVerified(text))).toEqual([]);
  });

  it.each(runs)('loads, attaches and sees every scenario with %s', (backend) => {
    const { text, code } = outputOf(output, `sensor ${backend}`);
    expect(text).not.toMatch(/^not ok/m);
    expect(text).toMatch(/^SCENARIOS passed=\d{2,} failed=0$/m);
    expect(code, text).toBe(0);
  });

  it.each(runs)('misses no attack and accuses no twin with %s', (backend) => {
    const { text } = outputOf(output, `attacks ${backend}`);
    const isPreempted = PREEMPTED[version]?.includes(backend) ?? false;
    const rows = [...text.matchAll(FAILED)];
    const counted = isPreempted ? rows.filter(([, , why = '']) => isCountedMiss(why)) : [];
    expect(counted.length, text).toBeLessThanOrEqual(MAX_PREEMPTED_ROWS);
    const failed = rows.filter((row) => !counted.includes(row)).map(([, id]) => id);
    expect(failed.sort(), text).toEqual(Object.keys(UNSEEN[version]?.[backend] ?? {}).sort());
    expect(text).toMatch(/^ATTACKS seen=\d{2,} missed=\d+ benign=\d{2,} noisy=0$/m);
  });

  it.each(refused)('refuses %s, as the matrix says', (backend) => {
    expect(outputOf(output, `sensor ${backend}`).text).toContain('SensorUnavailableError');
  });
});
