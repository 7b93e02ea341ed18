import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dockerfile, entrypoint } from '../support/entrypoint.ts';
import { repositoryRoot } from '../support/paths.ts';

const instructions = dockerfile
  .split('\n')
  .filter((line) => /^[A-Z]+ /.test(line))
  .map((line) => line.split(/\s+/));
const stages = instructions.filter(([name]) => name === 'FROM').map((words) => words.at(-1));
const allowed = readFileSync(join(repositoryRoot, '.dockerignore'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

describe('the container file', () => {
  it('has one target for each service', () => {
    expect(stages).toEqual(['builder', 'runtime', 'collector', 'detector', 'notifier']);
  });

  it('copies from the repository only what is there and not ignored', () => {
    const copies = instructions.filter(
      ([name, from]) => name === 'COPY' && !from?.startsWith('--'),
    );
    const sources = copies.flatMap((words) => words.slice(1, -1));
    expect(sources.length).toBeGreaterThan(0);
    for (const source of sources) {
      expect(existsSync(join(repositoryRoot, source)), source).toBe(true);
      expect(allowed).toContain(source);
    }
  });

  it('starts programs that the build makes', () => {
    const services = ['collector', 'detector', 'notifier'] as const;
    expect(dockerfile.match(/^ENTRYPOINT /gm)).toHaveLength(services.length);
    for (const service of services) {
      const [command, ...args] = entrypoint(service);
      expect(command).toBe('node');
      expect(args.at(-1)).toBe(`apps/${service}/dist/main.js`);
      expect(existsSync(join(repositoryRoot, args.at(-1) ?? ''))).toBe(true);
    }
  });

  it('lets only the collector be root', () => {
    const users = instructions.filter(([name]) => name === 'USER').map(([, user]) => user);
    expect(users).toEqual(['0:0', '65532:65532', '65532:65532']);
  });
});
