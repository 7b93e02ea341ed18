import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../support/temp.ts';
import { keywarden } from './keywarden.ts';

const CAPTURE = fileURLToPath(new URL('../../apps/keywarden/demo/capture.jsonl', import.meta.url));
const RULE = `rules:
  - name: site-backup
    reason: Saves /etc every night.
    reader: { exe: [/usr/bin/site-backup], container: false }
    kinds: [cluster-ca]
`;

function file(name: string, text: string): string {
  const path = join(tempDir('policy'), name);
  writeFileSync(path, text);
  return path;
}

describe('keywarden policy check', () => {
  it('accepts a sound policy and counts its rules', async () => {
    const policy = file('policy.yaml', RULE);
    const { exit, stdout, stderr } = await keywarden(['policy', 'check', policy]);
    expect(exit.code).toBe(0);
    expect(stdout).toMatch(/^\d+ rules in force/);
    expect(stdout).toContain(`${policy}: 1`);
    expect(stderr).toBe('');
  });

  it('warns with exit code 1 and prints the whole policy with the layer of each rule', async () => {
    const policy = file('policy.yaml', RULE.replace(', container: false', ''));
    const { exit, stdout, stderr } = await keywarden(['policy', 'check', policy, '--print']);
    expect(exit.code).toBe(1);
    expect(stderr).toContain('"site-backup" allows by path only');
    expect(stdout).toContain(`layer: ${policy}`);
    expect(stdout).toContain('layer: default');
  });

  it('names every wrong place of every file with exit code 2', async () => {
    const first = file('a.yaml', RULE.replace('reason', 'raeson'));
    const second = file('b.yaml', 'disable: [none-such]\n');
    const { exit, stderr } = await keywarden(['policy', 'check', first, second]);
    expect(exit.code).toBe(2);
    expect(stderr).toMatch(/a\.yaml:3:\d+.*did you mean "reason"\?/);
    expect(stderr).toMatch(/b\.yaml:1:\d+.*"none-such"/);
  });
});

describe('keywarden policy test', () => {
  const cases = (outcome: string): string => `cases:
  - name: the backup
    given: { exe: /usr/bin/site-backup, credential: /etc/kubernetes/pki/ca.key }
    expect: { outcome: ${outcome}, rule: site-backup }
  - name: somebody else
    given: { exe: /usr/bin/other, credential: /etc/kubernetes/pki/ca.key }
    expect: { outcome: alert }
`;

  it('passes, and says what a failing case met', async () => {
    const policy = file('policy.yaml', RULE);
    const good = file('tests.yaml', cases('allowed'));
    const passed = await keywarden(['policy', 'test', good, '--policy', policy]);
    expect(passed.exit.code).toBe(0);
    expect(passed.stdout).toBe('2 passed, 0 failed\n'.trimEnd());
    const failed = await keywarden(['policy', 'test', good]);
    expect(failed.exit.code).toBe(1);
    expect(failed.stdout).toContain('outcome: expected allowed, is alert');
    expect(failed.stdout).toContain('1 passed, 1 failed');
  });

  it('names the place of what is no test', async () => {
    const tests = file('tests.yaml', cases('alowed'));
    const { exit, stderr } = await keywarden(['policy', 'test', tests]);
    expect(exit.code).toBe(2);
    expect(stderr).toMatch(/tests\.yaml:4:\d+/);
  });
});

describe('keywarden explain', () => {
  it('explains each event, or one, under both names', async () => {
    const all = await keywarden(['policy', 'explain', CAPTURE]);
    expect(all.exit.code).toBe(0);
    const ids = all.stdout.split('\n').flatMap((line) => /^(\S+\/\d+) {2}/.exec(line)?.[1] ?? []);
    expect(ids.length).toBeGreaterThanOrEqual(3);
    const one = await keywarden(['explain', CAPTURE, '--event', ids[1]!]);
    expect(one.stdout.split('\n')[0]).toContain(ids[1]);
    expect(one.stdout).not.toContain(ids[0]);
    expect(one.stdout).toMatch(/rule \S+ \(default\): /);
    const none = await keywarden(['explain', CAPTURE, '--event', 'a/b/1']);
    expect(none.exit.code).toBe(2);
    expect(none.stderr).toContain('a/b/1');
  });
});

describe('keywarden policy suggest', () => {
  it('proposes a policy that is valid and silences what it was proposed for', async () => {
    const reader = readFileSync(CAPTURE, 'utf8')
      .replaceAll('/usr/bin/ln', '/usr/bin/site-linker')
      .replaceAll('"comm":"ln"', '"comm":"site-linker"');
    const recording = file('capture.jsonl', reader);
    const { exit, stdout } = await keywarden(['policy', 'suggest', recording]);
    expect(exit.code).toBe(0);
    expect(stdout).toContain('name: suggested-site-linker');
    expect(stdout).toMatch(/# not suggested: \/tmp\/kubelet .*comm_spoof/);
    const policy = file('proposed.yaml', stdout);
    const stats = (args: string[]) =>
      keywarden(['replay', recording, '--stats', '--output', 'json', ...args]);
    const readers = async (args: string[]): Promise<unknown> => {
      const { readers: tally } = JSON.parse((await stats(args)).stdout) as {
        readers: { top: { key: string; alerts: number }[] };
      };
      return tally.top.find(({ key }) => key === '/usr/bin/site-linker')?.alerts;
    };
    expect(await readers([])).toBe(1);
    expect(await readers(['--policy', policy])).toBe(0);
  });
});

describe('keywarden replay --stats', () => {
  it('counts the thefts and incidents of which a replay tells', async () => {
    const sent = await keywarden(['replay', CAPTURE, '--output', 'json']);
    const counted = await keywarden(['replay', CAPTURE, '--stats', '--output', 'json']);
    expect(counted.exit.code).toBe(0);
    const thefts = sent.stdout.split('\n').filter((line) => line.includes('"TRC-1018"'));
    const incidents = new Set(
      thefts.map((line) => (JSON.parse(line) as { incident_id: string }).incident_id),
    );
    const statistics = JSON.parse(counted.stdout) as { alerts: number; incidents: object };
    expect(statistics.incidents).toMatchObject({ count: incidents.size });
    // A repeat is judged as a theft, and only counted.
    expect(statistics.alerts).toBeGreaterThanOrEqual(thefts.length);
    const table = await keywarden(['replay', CAPTURE, '--stats', '--top', '1']);
    expect(table.stdout).toMatch(/reader\s+events\s+alerts/);
    expect(table.stdout).toMatch(/and at least \d+ more/);
  });
});

describe('keywarden policy schema', () => {
  it.each([[[]], [['--tests']]])('prints a JSON Schema %j', async (args) => {
    const { exit, stdout } = await keywarden(['policy', 'schema', ...args]);
    expect(exit.code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'object', additionalProperties: false });
  });
});

describe('a wrong policy command', () => {
  it.each([[['policy']], [['policy', 'chekc', 'x']], [['policy', 'check']]])(
    '%j is exit code 2',
    async (args) => {
      const { exit, stderr } = await keywarden(args);
      expect(exit.code).toBe(2);
      expect(stderr).toContain('--help');
    },
  );
});
