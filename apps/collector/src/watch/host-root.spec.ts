import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { resolveNodePath, toHost, toNode } from './host-root.js';

describe('paths below the host root', () => {
  const root = mkdtempSync(join(tmpdir(), 'keywarden-root-'));
  beforeAll(() => {
    mkdirSync(join(root, 'data/pki'), { recursive: true });
    mkdirSync(join(root, 'etc'));
    writeFileSync(join(root, 'data/pki/a.key'), '');
    symlinkSync('/data', join(root, 'etc/absolute'));
    symlinkSync('../../../../../data/./pki', join(root, 'etc/relative'));
    symlinkSync('loop', join(root, 'etc/loop'));
  });

  it.each([
    ['/data/pki/a.key', '/data/pki/a.key'],
    ['/etc/absolute/pki/a.key', '/data/pki/a.key'],
    ['/etc/relative/a.key', '/data/pki/a.key'],
    ['/etc/../../data', '/data'],
    ['/', '/'],
    ['/etc/loop', undefined],
    ['/etc/missing/x', undefined],
  ])('%s leads to %s', (path, resolved) => {
    expect(resolveNodePath(root, path)).toBe(resolved);
  });

  it('strips the host root only at a component', () => {
    expect(toNode('/host', '/host/etc')).toBe('/etc');
    expect(toNode('/host', '/host')).toBe('/');
    expect(toNode('/host', '/hostile/etc')).toBeUndefined();
    expect(toNode('/', '/etc')).toBe('/etc');
    expect(toHost('/host', '/etc')).toBe('/host/etc');
  });
});
