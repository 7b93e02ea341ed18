import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Health, createLogger } from '@keywarden/platform';
import { eventually } from '@keywarden/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LivePolicy, type LivePolicyOptions } from './live-policy.js';

const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });
const rule = (name: string): string =>
  `rules:\n  - name: ${name}\n    reason: Test.\n    reader: { exe: [/usr/bin/${name}] }\n`;

let folder: string;
let health: Health;
const opened: LivePolicy[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keywarden-live-'));
  health = new Health();
});
afterEach(() => {
  for (const policy of opened.splice(0)) policy.close();
  rmSync(folder, { recursive: true });
});

/** Compares only when it is told to, unless a test asks for more. */
function live(place: string, options: Partial<LivePolicyOptions> = {}): LivePolicy {
  const config = { policy_files: [place] };
  const quiet = { settleMs: 3_600_000, intervalMs: 3_600_000 };
  const policy = new LivePolicy({ config, logger, health, ...quiet, ...options });
  opened.push(policy);
  return policy;
}

const first = (policy: LivePolicy): string | undefined => policy.current.rules[0]?.rule.name;
const state = () => health.report().components.policy;

describe('LivePolicy', () => {
  it('puts a changed file into force', () => {
    const file = join(folder, 'a.yaml');
    writeFileSync(file, rule('one'));
    const policy = live(file);
    expect(first(policy)).toBe('one');
    const before = policy.current;
    policy.check();
    expect(policy.current).toBe(before);
    writeFileSync(file, rule('another'));
    policy.check();
    expect(first(policy)).toBe('another');
    expect(before.rules[0]?.rule.name).toBe('one');
  });

  it('keeps the last good policy while a file is wrong or missing, and says so', () => {
    const file = join(folder, 'a.yaml');
    writeFileSync(file, rule('one'));
    const policy = live(file);
    expect(state()?.state).toBe('ok');
    for (const spoil of [
      () => {
        writeFileSync(file, 'ruels: []\n');
      },
      () => {
        rmSync(file);
      },
    ]) {
      spoil();
      policy.check();
      expect(first(policy)).toBe('one');
      expect(state()?.state).toBe('degraded');
      expect(state()?.detail).toContain(file);
    }
    writeFileSync(file, rule('two'));
    policy.check();
    expect(first(policy)).toBe('two');
    expect(state()).toEqual({ state: 'ok' });
  });

  it('sees files of a pattern come and go', () => {
    writeFileSync(join(folder, '10.yaml'), rule('one'));
    const policy = live(join(folder, '*.yaml'));
    writeFileSync(join(folder, '20.yaml'), rule('two'));
    policy.check();
    expect(first(policy)).toBe('two');
    rmSync(join(folder, '20.yaml'));
    policy.check();
    expect(first(policy)).toBe('one');
  });

  it('sees how the kubelet swaps a ConfigMap', () => {
    const volume = (version: string, name: string): void => {
      mkdirSync(join(folder, version));
      writeFileSync(join(folder, version, 'policy.yaml'), rule(name));
      symlinkSync(version, join(folder, '..data_tmp'));
      renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
    };
    volume('..2026_1', 'one');
    symlinkSync('..data/policy.yaml', join(folder, 'policy.yaml'));
    const policy = live(join(folder, '*.yaml'));
    expect(first(policy)).toBe('one');
    volume('..2026_2', 'two');
    policy.check();
    expect(first(policy)).toBe('two');
  });

  it.each([
    ['told by the kernel', { settleMs: 1 }],
    ['found by comparing', { intervalMs: 1 }],
  ])('reads a change on its own, %s', async (_how, options) => {
    const file = join(folder, 'a.yaml');
    writeFileSync(file, rule('one'));
    const policy = live(file, options);
    writeFileSync(file, rule('two'));
    expect(await eventually('the change', () => first(policy) === 'two')).toBe(true);
  });

  it('does not start with a wrong policy', () => {
    const file = join(folder, 'a.yaml');
    writeFileSync(file, 'ruels: []\n');
    expect(() => live(file)).toThrow(/did you mean "rules"/);
  });
});
