import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../support/paths.ts';
import { run } from '../support/process.ts';
import { tempDir } from '../support/temp.ts';
import { guestRoot, workspacePackages } from './guest-packages.ts';
import { fetchKernel } from './kernel.ts';
import { bootVm } from './vm.ts';

/** The development host refuses fentry, so the backend's proof is a kernel of its own. */
describe('the fentry backend in kernel 6.1', () => {
  it('sees every scenario that the syscall backend sees live', { timeout: 600_000 }, async () => {
    const kernel = await fetchKernel('6.1');
    const attempts = join(tempDir('attempts'), 'attempts');
    const compiler = await run('cc', [
      ...['-O2', '-static', '-pthread', '-o', attempts],
      join(repositoryRoot, 'test/sensor/attempts.c'),
    ]);
    expect(compiler.stderr.join('\n')).toBe('');

    const { code, output } = await bootVm({
      kernel,
      files: [
        ...(await workspacePackages(['libs/sensor'])),
        { from: join(repositoryRoot, 'test/sensor'), to: `${guestRoot}/test/sensor` },
        { from: attempts, to: `${guestRoot}/test/sensor/attempts` },
      ],
      command: `cd ${guestRoot} && KEYWARDEN_ATTEMPTS=${guestRoot}/test/sensor/attempts node test/sensor/run-scenarios.ts --backend fentry`,
      timeoutMs: 480_000,
    });

    const summary = /^SCENARIOS passed=(\d+) failed=(\d+)$/m.exec(output);
    expect(summary, output).not.toBeNull();
    expect(output).not.toMatch(/^not ok/m);
    expect(Number(summary?.[1]), output).toBeGreaterThan(10);
    expect(Number(summary?.[2]), output).toBe(0);
    expect(code, output).toBe(0);
  });
});
