import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createSinks, sinksConfig, type SinkConfig } from '@keywarden/sinks';
import { aNotification } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fences, page } from '../docs/pages.ts';
import { run } from '../support/process.ts';
import { tempDir } from '../support/temp.ts';
import { Template } from '../../libs/sinks/src/template/template.ts';
import { variablesOf } from '../../libs/sinks/src/template/variables.ts';
import { createEngine } from '../../libs/sinks/src/template/engine.ts';
import { sign } from '../../libs/sinks/src/webhook/signature.ts';

const pages = ['chat', 'mail', 'paging', 'templates', 'webhook'].map((name) =>
  page(`docs/integration/${name}.md`),
);
const webhook = page('docs/integration/webhook.md');
const templates = page('docs/integration/templates.md');

describe('the configurations of the pages', () => {
  const blocks = pages.flatMap((source) =>
    fences(source, 'yaml').map((text) => [source.path, text] as const),
  );

  it.each(blocks)('%s: can be used as it stands', (_, text) => {
    const folder = tempDir('documented');
    writeFileSync(join(folder, 'secret'), 'https://secret.example/a-secret-of-a-service');
    const names = [...text.matchAll(/_env: (\w+)/g)].map(([, name = '']) => name);
    const env = Object.fromEntries(names.map((name) => [name, 'https://secret.example/x']));
    const here = text.replaceAll(/\/etc\/keywarden\/\S+/g, join(folder, 'secret'));
    const config = sinksConfig.parse(parse(here) as unknown);
    // What stands in for the certificates is none.
    const withoutFiles = config.map((sink) => ({ ...sink, tls: {} }) as SinkConfig);
    const [sink] = createSinks(withoutFiles, { env });
    expect(sink?.type).toBe(config[0]?.type);
  });

  it('are of every type of these pages', () => {
    const types = blocks.flatMap(([, text]) =>
      (parse(text) as { type: string }[]).map((s) => s.type),
    );
    expect([...new Set(types)].sort()).toEqual([
      'alertmanager',
      'discord',
      'mattermost',
      'opsgenie',
      'pagerduty',
      'slack',
      'smtp',
      'teams',
      'webhook',
    ]);
  });
});

describe('the templates of the page', () => {
  const sources = fences(templates, 'liquid');
  const results = fences(templates, 'text');

  it.each(sources.map((text, index) => [text, results[index]] as const))('%s', (text, result) => {
    const template = new Template({ text, where: 'docs', target: 'none' });
    expect(template.render(variablesOf(aNotification())).trim()).toBe(result?.trim());
  });

  it('has as many results as templates, and names every tag and filter', () => {
    expect(sources.length).toBeGreaterThan(3);
    expect(results).toHaveLength(sources.length);
    const engine = createEngine('none');
    for (const name of [...Object.keys(engine.tags), ...Object.keys(engine.filters)]) {
      expect(templates.text).toMatch(new RegExp(`\`${name}[\`:]`));
    }
  });
});

describe('the verification of the page', () => {
  const body = Buffer.from('{"title":"ä\\u001b"}');
  const now = 1_800_000_000;
  const good = sign('a key', now - 200, body);
  const cases: [string, string, Buffer, boolean][] = [
    ['what was signed', good, body, true],
    ['a body that was changed', good, Buffer.from('{"title":"b"}'), false],
    ['a time that was changed', good.replace(/t=\d+/, `t=${String(now)}`), body, false],
    ['a signature of another key', sign('another', now, body), body, false],
    ['an old signature', sign('a key', now - 301, body), body, false],
    ['one of the future', sign('a key', now + 301, body), body, false],
    ['no signature', '', body, false],
    ['nonsense', 't=1,v1=zz', body, false],
  ];

  it.each(cases)('in Node: %s', async (_, header, bytes, expected) => {
    const file = join(tempDir('verify'), 'verify.mjs');
    writeFileSync(file, fences(webhook, 'js').join('\n'));
    const { verify } = (await import(pathToFileURL(file).href)) as {
      verify: (secret: string, header: string, body: Buffer, now: number) => boolean;
    };
    expect(verify('a key', header, bytes, now)).toBe(expected);
  });

  it('in Python: the same', async () => {
    const file = join(tempDir('verify'), 'verify.py');
    const calls = cases.map(
      ([, header, bytes]) =>
        `print(verify("a key", ${JSON.stringify(header)}, bytes.fromhex("${bytes.toString('hex')}"), ${String(now)}))`,
    );
    writeFileSync(file, [...fences(webhook, 'python'), ...calls].join('\n'));
    const { code, stdout, stderr } = await run('python3', [file]);
    expect(stderr).toEqual([]);
    expect(code).toBe(0);
    expect(stdout).toEqual(cases.map(([, , , expected]) => (expected ? 'True' : 'False')));
  });
});
