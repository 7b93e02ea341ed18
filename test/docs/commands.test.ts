import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stages } from '../../scripts/stages.mjs';
import { keywarden } from '../cli/keywarden.ts';
import { CHART, helm, missingHelm } from '../deploy/chart.ts';
import { repositoryRoot } from '../support/paths.ts';
import { run } from '../support/process.ts';
import { commands, fences, page } from './pages.ts';

const readme = page('README.md');
const contributing = page('CONTRIBUTING.md');
const manifest = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** The npm scripts that `npm test` runs in its stages, as they are typed. */
const staged = stages.flatMap(({ checks = [], vitest }) => [
  ...checks.map(({ command }) => command().join(' ')),
  ...(vitest === undefined ? [] : [scriptOf(`vitest run --config ${vitest.config}`)]),
]);

function scriptOf(body: string): string {
  const found = Object.entries(manifest.scripts).find(([, script]) => script === body);
  return `npm run ${found?.[0] ?? 'nothing'}`;
}

describe('CONTRIBUTING.md', () => {
  it('fits one page', () => {
    expect(contributing.text.split('\n').length).toBeLessThanOrEqual(60);
  });

  it('names commands that npm test runs itself, or that are run here', () => {
    const [whole, ...quicker] = commands(contributing);
    expect(whole).toBe('npm test');
    expect(quicker.pop()).toBe('npm test -- --only format,types');
    expect(quicker.length).toBeGreaterThan(0);
    for (const command of quicker) expect(staged).toContain(command);
  });

  it('npm test -- --only format,types runs those stages and ends with the count', async () => {
    const { code, stdout } = await run('npm', ['test', '--', '--only', 'format,types'], {
      cwd: repositoryRoot,
      deadlineMs: 110_000,
      env: { KEYWARDEN_NODE: undefined },
    });
    expect(stdout.at(-1)).toBe('3 passed, 0 failed, 0 skipped');
    expect(code).toBe(0);
  });

  it('npm test refuses a stage that does not exist, and names the ones that do', async () => {
    const args = ['test', '--', '--only', 'nonsense'];
    const { code, stderr } = await run('npm', args, { cwd: repositoryRoot });
    expect(code).toBe(2);
    expect(stderr.join('\n')).toContain('format, lint, types, unit');
  });
});

describe('README.md', () => {
  it('names these commands in this order; each is run by a test', () => {
    expect(commands(readme)).toEqual([
      'npm start', // test/start
      'npx keywarden simulate --host-root /', // test/start
      'npm start -- --demo', // test/start
      'npm test',
      "helm install keywarden deploy/helm/keywarden --namespace keywarden --create-namespace --set 'kafka.brokers={kafka.example:9092}' --set redis.url=redis://redis.example:6379",
    ]);
  });

  it.skipIf(missingHelm !== undefined)(
    `installs with the values of its helm command ${missingHelm ?? ''}`,
    async () => {
      const settings = [
        'kafka.brokers={kafka.example:9092}',
        'redis.url=redis://redis.example:6379',
      ];
      const set = settings.flatMap((setting) => ['--set', setting]);
      const { code, stderr } = await helm(
        ['template', 'keywarden', CHART, '--kube-version', '1.33.0', ...set],
        {},
      );
      expect(stderr).toBe('');
      expect(code).toBe(0);
    },
  );

  it('shows the very alert that the demo shows first', async () => {
    const [example = ''] = fences(readme, 'text');
    const { stdout } = await keywarden(['demo']);
    const [first = ''] = stdout.split('\n\n HIGH ');
    // Each replay is a trace of its own.
    const withoutTrace = (text: string): string =>
      text.replace(/\n +trace [0-9a-f]{32}/, '').trimEnd();
    expect(withoutTrace(first)).toBe(withoutTrace(example));
  });

  it('lists the commands of the command line, and no other', async () => {
    const table = [...readme.text.matchAll(/^\| (`keywarden .*?) +\| /gm)].map(([, cell]) => cell);
    const listed = table
      .flatMap((cell = '') => [...cell.matchAll(/`(?:keywarden )?(\w+)/g)])
      .map(([, name]) => name);
    const { stdout } = await keywarden(['--help']);
    const known = [...stdout.matchAll(/^ {2}keywarden (\w+)/gm)].map(([, name]) => name);
    expect(listed.sort()).toEqual(known.sort());
  });
});

describe('every page', () => {
  it.each([readme, contributing, page('docs/operations.md'), page('docs/errors.md')])(
    '$path mentions npm scripts that exist',
    ({ text }) => {
      for (const [, name = ''] of text.matchAll(/npm run ([\w:-]+)/g)) {
        expect(Object.keys(manifest.scripts)).toContain(name);
      }
    },
  );
});
