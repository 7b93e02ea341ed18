import { notifierSection } from '@keywarden/notifier';
import { LABEL_NAMES, POD_LABEL_PREFIX } from '@keywarden/routing';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fences, page } from './pages.ts';

const delivery = page('docs/delivery.md');

/** The rows of a table below a heading, cell by cell. */
function rowsBelow(heading: string): string[][] {
  const [, after = ''] = delivery.text.split(`\n## ${heading}\n`);
  const [section = ''] = after.split('\n## ');
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
}

describe('docs/delivery.md', () => {
  it.each(fences(delivery, 'yaml'))('has an example that is a configuration: %s', (text) => {
    const { notifier, ...others } = parse(text) as { notifier?: unknown };
    expect(others).toEqual({});
    expect(notifier).toBeDefined();
    notifierSection.parse(notifier);
  });

  it('lists every label, and no other', () => {
    const names = rowsBelow('Matchers and labels').map(([, name]) => name ?? '');
    const labels = names.filter((name) => /^[a-z][\w.]*$/i.test(name));
    expect(labels).toEqual([...LABEL_NAMES, `${POD_LABEL_PREFIX}NAME`]);
  });

  it('names the defaults of what it lists', () => {
    const config: unknown = notifierSection.parse({});
    const rows = rowsBelow('When a receiver does not answer');
    expect(rows.length).toBeGreaterThan(0);
    for (const [, key = '', value] of rows) {
      const found = key
        .split('.')
        .reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], config);
      expect([key, String(found)]).toEqual([key, value]);
    }
  });
});
