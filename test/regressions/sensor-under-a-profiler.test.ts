import { expect, it } from 'vitest';
import { nodeBinary, repositoryRoot } from '../support/paths.ts';
import { run } from '../support/process.ts';
import { tempDir } from '../support/temp.ts';

/** The verifier gives up with EAGAIN when a signal is pending, and V8's profiler sends one every 100 µs here. */
it('opens while a profiler interrupts the process all the time', async () => {
  const script = [
    "import { probeBackends } from '@keywarden/sensor';",
    'for (let round = 0; round < 5; round += 1) {',
    '  const { syscall } = (await probeBackends()).backends;',
    '  console.log(syscall.usable, syscall.code);',
    '}',
  ].join('\n');
  const profiler = [
    '--cpu-prof',
    '--cpu-prof-interval=100',
    `--cpu-prof-dir=${tempDir('profile')}`,
  ];
  const { code, stdout } = await run(
    nodeBinary,
    [...profiler, '--input-type=module', '-e', script],
    { cwd: repositoryRoot },
  );
  expect(stdout).toEqual(Array.from({ length: 5 }, () => 'true '));
  expect(code).toBe(0);
});
