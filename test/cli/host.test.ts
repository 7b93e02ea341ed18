import { describe, expect, it } from 'vitest';
import { CLI, NODE } from '../e2e/cli.ts';
import { freePort } from '../support/ports.ts';
import { run, start } from '../support/process.ts';
import { waitFor } from '../support/wait.ts';
import { keywarden } from './keywarden.ts';

describe('keywarden simulate', () => {
  it('sees each of its own thefts', async () => {
    const { exit, stderr, stdout } = await keywarden(['simulate'], { deadlineMs: 120_000 });
    expect(stderr).toContain('3 of 3 thefts raised their alert');
    expect(exit.code).toBe(0);
    expect(stdout).toContain('comm_spoof');
  });
});

describe('keywarden doctor', () => {
  it('says which backend is chosen and why, for people and for programs', async () => {
    const text = await keywarden(['doctor']);
    expect(text.exit.code).toBe(0);
    expect(text.stdout).toMatch(/backend\s+(fentry|syscall) \(/);
    const json = await keywarden(['doctor', '--output', 'json']);
    const findings = JSON.parse(json.stdout) as { about: string; state: string }[];
    expect(findings.map(({ about }) => about)).toEqual([
      'kernel',
      'btf',
      'capabilities',
      'backend',
      'host-root',
      'catalogue',
      'kafka',
      'redis',
    ]);
  });
});

describe('what this machine does not allow', () => {
  it('run without privileges: what is missing, and exit code 3', async () => {
    const drop = ['--reuid=65534', '--regid=65534', '--clear-groups', '--bounding-set=-all'];
    const { code, stderr } = await run('setpriv', [...drop, NODE, CLI, 'run']);
    expect(code).toBe(3);
    expect(stderr.join('\n')).toMatch(/KW_SENSOR_PRIVILEGE.*CAP_PERFMON and CAP_BPF/s);
  });

  it('run without BTF: says so, and exit code 3', async () => {
    const hide = 'mount -t tmpfs none /sys/kernel/btf && exec "$0" "$@"';
    const { code, stderr } = await run('unshare', ['-m', 'sh', '-c', hide, NODE, CLI, 'run']);
    expect(code).toBe(3);
    expect(stderr.join('\n')).toContain('KW_SENSOR_NO_BTF');
  });
});

describe('Kafka and Redis that do not answer', () => {
  it.each(['collect', 'detect', 'notify'])(
    '%s gives up after startup.wait_limit_ms with exit code 4',
    async (command) => {
      const env = {
        KEYWARDEN_KAFKA__BROKERS: `127.0.0.1:${String(await freePort())}`,
        KEYWARDEN_REDIS__URL: `redis://127.0.0.1:${String(await freePort())}`,
        KEYWARDEN_STARTUP__WAIT_LIMIT_MS: '2000',
      };
      const { exit, stderr } = await keywarden([command], { env, deadlineMs: 60_000 });
      expect(stderr).toMatch(/KW_(BUS|STATE)_UNREACHABLE/);
      expect(exit.code).toBe(4);
    },
  );

  it('detect waits for them, says so, and is not ready meanwhile', async () => {
    const port = await freePort();
    const child = await start(NODE, [CLI, 'detect'], {
      env: {
        KEYWARDEN_KAFKA__BROKERS: `127.0.0.1:${String(await freePort())}`,
        KEYWARDEN_REDIS__URL: `redis://127.0.0.1:${String(await freePort())}`,
        KEYWARDEN_HTTP__LISTEN: `127.0.0.1:${String(port)}`,
        KEYWARDEN_LOG__FORMAT: 'json',
      },
    });
    try {
      await child.waitForLine(/waiting for/, 30_000);
      const status = await waitFor(
        async () => (await fetch(`http://127.0.0.1:${String(port)}/readyz`)).status,
        { what: 'an answer of /readyz' },
      );
      expect(status).toBe(503);
      expect((await fetch(`http://127.0.0.1:${String(port)}/healthz`)).status).toBe(200);
    } finally {
      await child.stop();
    }
  });
});
