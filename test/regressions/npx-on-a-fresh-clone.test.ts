import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tracked } from '../docs/pages.ts';
import { repositoryRoot } from '../support/paths.ts';

it('npm finds the program when it installs, before anything is built', () => {
  const manifest = JSON.parse(
    readFileSync(join(repositoryRoot, 'apps/keywarden/package.json'), 'utf8'),
  ) as { bin: { keywarden: string } };
  const program = join('apps/keywarden', manifest.bin.keywarden);
  expect(tracked('apps/keywarden')).toContain(program);
});
