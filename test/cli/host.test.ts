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
    expect(text.stdout).toMatch(
      /canary\s+open seen after \d+\.\d ms, rename seen after \d+\.\d ms/,
    );
    const json = await keywarden(['doctor', '--output', 'json']);
    const findings = JSON.parse(json.stdout) as { about: string; state: string }[];
    expect(findings.map(({ about }) => about)).toEqual([
      'kernel',
      'btf',
      'capabilities',
      'backend',
      'canary',
      'host-root',
      'distribution',
      'catalogue',
      'collector',
      'kafka',
      'redis',
    ]);
  });
});

describe('keywarden doctor and a running collector', () => {
  it('shows its last proof', async () => {
    const port = String(await freePort());
    const running = await start(NODE, [CLI, 'run'], {
      env: { KEYWARDEN_HTTP__LISTEN: `127.0.0.1:${port}`, KEYWARDEN_LOG__FORMAT: 'json' },
    });
    try {
      await running.waitForLine(/the sensor is attached/, 60_000);
      const { stdout } = await waitFor(
        async () => {
          const doctor = await keywarden(['doctor', '--health', `http://127.0.0.1:${port}`]);
          return doctor.exit.code === 0 && /collector\s+the sensor is ok/.test(doctor.stdout)
            ? doctor
            : undefined;
        },
        { what: 'a collector that sees' },
      );
      expect(stdout).toMatch(/the sensor is ok: last proved at \S+Z after [\d.]+ ms/);
    } finally {
      await running.stop();
    }
  });

  it('that does not answer, or has no proof, is a problem', async () => {
    const nobody = `http://127.0.0.1:${String(await freePort())}`;
    const unanswered = await keywarden(['doctor', '--health', nobody]);
    expect(unanswered.stdout).toMatch(
      /problem\s+collector\s+http.* does not answer: .*ECONNREFUSED/,
    );
    expect(unanswered.exit.code).toBe(1);
    const env = { KEYWARDEN_COLLECTOR__CANARY__DIRECTORY: '/nonexistent' };
    const unproven = await keywarden(['doctor'], { env });
    expect(unproven.stdout).toMatch(/problem\s+canary\s+no proof could be made: ENOENT/);
    expect(unproven.exit.code).toBe(3);
    const wrong = await keywarden(['doctor', '--health', 'nonsense']);
    expect(wrong.stderr).toContain('--health: "nonsense" is no http:// or https:// URL');
    expect(wrong.exit.code).toBe(2);
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
