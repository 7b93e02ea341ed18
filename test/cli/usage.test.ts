import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../support/temp.ts';
import { keywarden } from './keywarden.ts';

const COMMANDS = [
  'run',
  'collect',
  'detect',
  'notify',
  'replay',
  'explain',
  'policy',
  'silence',
  'incidents',
  'deliveries',
  'dead-letters',
  'record',
  'demo',
  'simulate',
  'doctor',
  'completion',
];

describe('the command line', () => {
  it('explains every command and every exit code', async () => {
    const { exit, stdout } = await keywarden(['--help']);
    expect(exit.code).toBe(0);
    for (const command of COMMANDS) expect(stdout).toContain(`keywarden ${command}`);
    expect(stdout).toMatch(/Exit codes:\s+0 {2}success/);
  });

  it.each(COMMANDS.filter((command) => command !== 'completion'))(
    '%s --help is there, without side effects',
    async (command) => {
      const { exit, stdout } = await keywarden([command, '--help']);
      expect(exit.code).toBe(0);
      expect(stdout).toContain(`keywarden ${command}`);
    },
  );

  it('prints a completion script', async () => {
    const { exit, stdout } = await keywarden(['completion'], { env: { SHELL: '/bin/bash' } });
    expect(exit.code).toBe(0);
    expect(stdout).toContain('complete');
  });

  it('answers a wrong command with the nearest one and exit code 2', async () => {
    const { exit, stderr } = await keywarden(['replya', 'x']);
    expect(exit.code).toBe(2);
    expect(stderr).toContain('Did you mean replay?');
  });

  it.each([[['run', '--nonsense']], [[]], [['replay']]])('%j is exit code 2', async (args) => {
    const { exit, stderr } = await keywarden(args);
    expect(exit.code).toBe(2);
    expect(stderr).toContain('--help');
  });
});

describe('a wrong configuration', () => {
  const config = (text: string): string => {
    const file = join(tempDir('cli'), 'keywarden.yaml');
    writeFileSync(file, text);
    return file;
  };

  it.each(['run', 'collect', 'detect', 'notify'])(
    '%s names file, line and key of an unknown key, and starts nothing',
    async (command) => {
      const file = config('node: a\nkafka:\n  brokerz: [b:1]\n');
      const { exit, stderr } = await keywarden([command, '--config', file]);
      expect(exit.code).toBe(2);
      expect(stderr).toContain(`${file}:3:3`);
      expect(stderr).toContain('kafka.brokerz');
      expect(stderr).toContain('did you mean "brokers"?');
    },
  );

  it('names the place of a matcher that is not understood, and what may be written', async () => {
    const matcher = 'node =~ "(?=cp).*"';
    const file = config(`notifier:\n  route:\n    routes:\n      - matchers: ['${matcher}']\n`);
    const { exit, stderr } = await keywarden(['notify', '--config', file]);
    expect(exit.code).toBe(2);
    expect(stderr).toContain(`${file}:4:`);
    expect(stderr).toContain('notifier.route.routes[0].matchers[0]');
    expect(stderr).toContain('RE2 has no look-around');
  });

  it('names the line of a wrong policy', async () => {
    const policy = config('rules:\n  - name: x\n    reason: r\n    reader: {exe: [relative]}\n');
    const file = config(`detector:\n  policy_file: ${policy}\n`);
    const { exit, stderr } = await keywarden(['replay', '/dev/null', '--config', file]);
    expect(exit.code).toBe(2);
    expect(stderr).toContain('KW_POLICY_INVALID');
    expect(stderr).toContain(`${policy}:4`);
  });

  it('says that a file is not there', async () => {
    const { exit, stderr } = await keywarden(['run', '--config', '/nonexistent/kw.yaml']);
    expect(exit.code).toBe(2);
    expect(stderr).toContain('/nonexistent/kw.yaml');
  });
});
