import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../support/paths.ts';
import { page, relativeLinks, tracked } from './pages.ts';

describe('documents', () => {
  it.each(tracked('*.md').map(page))('$path links to files that exist', (source) => {
    const broken = relativeLinks(source).filter(
      (target) => !existsSync(join(repositoryRoot, dirname(source.path), target)),
    );
    expect(broken).toEqual([]);
  });

  it('number the decision records without a gap, each with that number in its title', () => {
    const names = readdirSync(join(repositoryRoot, 'docs/adr')).sort();
    const numbers = names.map((name) => Number(name.slice(0, 4)));
    expect(numbers).toEqual(names.map((_, index) => index + 1));
    for (const [index, name] of names.entries()) {
      expect(page(`docs/adr/${name}`).text).toMatch(new RegExp(`^# ${String(index + 1)}\\. `));
    }
  });

  it('are there when a source mentions them', () => {
    const missing = tracked('bpf', 'libs', 'apps', 'scripts').flatMap((path) =>
      [
        ...readFileSync(join(repositoryRoot, path), 'utf8').matchAll(
          /(?<![\w/:.-])docs\/[\w/.-]+\.md/g,
        ),
      ]
        .map(([mentioned]) => mentioned)
        .filter((mentioned) => !existsSync(join(repositoryRoot, mentioned)))
        .map((mentioned) => `${path}: ${mentioned}`),
    );
    expect(missing).toEqual([]);
  });

  it('name every lib and app in ARCHITECTURE.md', () => {
    const { text } = page('ARCHITECTURE.md');
    for (const kind of ['libs', 'apps']) {
      for (const name of readdirSync(join(repositoryRoot, kind))) expect(text).toContain(name);
    }
  });
});
