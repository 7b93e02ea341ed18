import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../e2e/acceptance.ts';
import { repositoryRoot } from '../support/paths.ts';
import { guestRoot, workspacePackages } from './guest-packages.ts';
import { fetchKernel } from './kernel.ts';
import { bootVm } from './vm.ts';

/** Programs of their own, because busybox only knows itself by its applets' names. */
const PROGRAMS = ['cat', 'mkfifo', 'mv', 'sh'];

describe('keywarden run with the fentry backend in kernel 6.1', () => {
  it('plays the whole acceptance list', { timeout: 900_000 }, async () => {
    const kernel = await fetchKernel('6.1');
    const { code, output } = await bootVm({
      kernel,
      files: [
        ...(await workspacePackages(['apps/keywarden'])),
        ...['test/e2e', 'test/support'].map((folder) => ({
          from: join(repositoryRoot, folder),
          to: join(guestRoot, folder),
        })),
        ...PROGRAMS.map((name) => ({ from: `/usr/bin/${name}`, to: `/bin/${name}` })),
      ],
      command: `cd ${guestRoot} && node test/e2e/acceptance-script.ts --backend fentry`,
      timeoutMs: 800_000,
    });

    expect(output).not.toMatch(/^not ok/m);
    expect(output).toContain(`SCENARIOS passed=${String(SCENARIOS.length)} failed=0`);
    expect(code, output).toBe(0);
  });
});
