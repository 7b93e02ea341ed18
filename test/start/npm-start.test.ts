import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NODE } from '../e2e/cli.ts';
import type { SeenAlert } from '../e2e/acceptance.ts';
import { repositoryRoot } from '../support/paths.ts';
import { run, start } from '../support/process.ts';
import { tempDir } from '../support/temp.ts';
import { waitFor } from '../support/wait.ts';

const KEY = '/etc/kubernetes/pki/ca.key';

/** Whether no process of a group is left. */
function isGone(group: number): boolean {
  try {
    process.kill(-group, 0);
    return false;
  } catch {
    return true;
  }
}

describe('npm start', () => {
  it('watches, shows thefts also of "npx keywarden simulate", and ends with Ctrl-C', async () => {
    const root = tempDir('start');
    mkdirSync(join(root, dirname(KEY)), { recursive: true });
    writeFileSync(join(root, KEY), 'key\n');
    // A session of its own, so that the signal below reaches all of it, as the terminal's does.
    const args = ['npm', 'start', '--', '--output', 'json', '--host-root', root];
    const child = await start('setsid', args, {
      cwd: repositoryRoot,
      env: { KEYWARDEN_LOG__FORMAT: 'json' },
    });
    try {
      await child.waitForLine(/"msg":"ready"/, 110_000);
      const alerts = () =>
        child.stdout
          .filter((line) => line.startsWith('{'))
          .map((line) => JSON.parse(line) as SeenAlert);
      execFileSync('/bin/cat', [join(root, KEY)]);
      await waitFor(() => alerts().some((alert) => alert.credential.canonical_path === KEY), {
        what: 'the alert for cat',
      });
      const simulate = await run('npx', ['keywarden', 'simulate', '--host-root', root], {
        cwd: repositoryRoot,
      });
      expect(simulate.code).toBe(0);
      await waitFor(() => alerts().some(({ evasions }) => evasions.includes('comm_spoof')), {
        what: 'the alerts of the simulation',
      });
    } finally {
      process.kill(-child.pid, 'SIGINT');
    }
    await child.exited;
    expect(child.stderr.join('\n')).toMatch(/"signal":"SIGINT".*"msg":"closing down"/);
    await waitFor(() => isGone(child.pid), { what: 'the end of everything that npm start began' });
  });

  it('says what is missing without root, and offers the demo', async () => {
    const drop = ['--reuid=65534', '--regid=65534', '--clear-groups', '--bounding-set=-all'];
    const { code, stderr } = await run('setpriv', [...drop, NODE, 'scripts/start.mjs'], {
      cwd: repositoryRoot,
    });
    expect(code).toBe(1);
    expect(stderr.join('\n')).toMatch(/needs root, or CAP_BPF and CAP_PERFMON/);
    expect(stderr.join('\n')).toContain('npm start -- --demo');
  });

  it('--demo shows recorded thefts', async () => {
    const { code, stdout } = await run('npm', ['start', '--', '--demo'], { cwd: repositoryRoot });
    expect(code).toBe(0);
    expect(stdout.join('\n')).toContain('TRC-1018 k8s_cert_theft');
  });
});
