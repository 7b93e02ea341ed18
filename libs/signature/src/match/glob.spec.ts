import { describe, expect, it } from 'vitest';
import { pathTest, textTest } from './glob.js';

describe('pathTest', () => {
  it.each([
    ['/a/b', '/a/b', true],
    ['/a/b', '/a/b/', false],
    ['/a/b', '/a/bc', false],
    ['/a/*', '/a/b', true],
    ['/a/*', '/a/', true],
    ['/a/*', '/a/b/c', false],
    ['/a/*.key', '/a/.key', true],
    ['/a/*.key', '/a/b.key', true],
    ['/a/*.key', '/a/bXkey', false],
    ['/a/*/c', '/a/b/c', true],
    ['/a/*/c', '/a/c', false],
    ['/a/**', '/a/b/c', true],
    ['/a/**', '/ab', false],
    ['/a/**/c', '/a/c', true],
    ['/a/**/c', '/a/b/b/c', true],
    ['/a/**/c', '/a/bc', false],
    ['/**/ca.key', '/ca.key', true],
    ['/**/ca.key', '/etc/x/ca.key', true],
    ['/**/ca.key', '/etc/xca.key', false],
    ['/a+b(c)[d]', '/a+b(c)[d]', true],
    ['/a.b/*', '/aXb/c', false],
    ['/a/*', '/a/b\nc', true],
    ['/a/*', '\n/a/b', false],
    ['/a/?', '/a/b', false],
    ['/a/*/c/*.sh', '/a/b/c/d.sh', true],
    ['/a/*/c/*.sh', '/a/b/x/c/d.sh', false],
    ['/a/**/b/**/c', '/a/b/c', true],
    ['/a/**/b/**/c', '/a/x/b/y/z/c', true],
    ['/a/**/b/**/c', '/a/bc', false],
    ['/a/**/*.sh', '/a/b\n/😀.sh', true],
    ['/a/**/*.sh', '/a.sh', false],
    ['/*/{a}(b)*', '/x/{a}(b)c', true],
    ['/*/{a}(b)*', '/x/{a}bc', false],
  ])('%s and %j: %s', (glob, path, holds) => {
    expect(pathTest([glob])(path)).toBe(holds);
  });

  it('holds for any of its globs, plain or not', () => {
    const test = pathTest(['/a', '/b/*']);
    expect(['/a', '/b/c', '/c'].map(test)).toEqual([true, true, false]);
  });
});

describe('textTest', () => {
  it.each([
    ['registry.k8s.io/etcd:*', 'registry.k8s.io/etcd:3.6', true],
    ['registry.k8s.io/etcd:*', 'evil.example/registry.k8s.io/etcd:3.6', false],
    ['registry.k8s.io/etcd:*', 'registry.k8s.io/etcd-evil:3.6', false],
    ['backup-*.service', 'backup-a/b.service', true],
    ['*', '', true],
    ['*.io/*:3.*', 'registry.k8s.io/a/etcd:3.6', true],
    ['*.io/*:3.*', 'registry.k8s.io/a/etcd:4.3.6', false],
    ['*a*', 'a', true],
  ])('%s and %s: %s', (glob, text, holds) => {
    expect(textTest([glob])(text)).toBe(holds);
  });
});
