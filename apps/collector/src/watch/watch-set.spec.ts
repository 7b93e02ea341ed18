import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { WatchTarget } from '@keywarden/sensor';
import { describe, expect, it } from 'vitest';
import { shippedCatalogue } from '../catalogue.js';
import { WatchSet } from './watch-set.js';

const GRACE_MS = 1_000;

function lab() {
  const root = mkdtempSync(join(tmpdir(), 'keywarden-watch-'));
  const watched = new Set<WatchTarget>();
  let now = 0;
  const watchSet = new WatchSet({
    hostRoot: root,
    catalogue: shippedCatalogue([]),
    sensor: {
      watch: (targets) => {
        for (const target of targets) watched.add(target);
      },
      miss: () => undefined,
      unwatch: (targets) => {
        for (const target of targets) watched.delete(target);
      },
    },
    graceMs: GRACE_MS,
    monotonicMs: () => now,
  });
  const path = (onNode: string): string => {
    mkdirSync(dirname(join(root, onNode)), { recursive: true });
    return join(root, onNode);
  };
  return {
    path,
    watchSet,
    write: (onNode: string) => {
      writeFileSync(path(onNode), 'x');
    },
    later: (ms: number) => (now += ms),
    isWatched: (at: string, kind: WatchTarget['kind']): boolean => {
      const { dev, ino } = statSync(at, { bigint: true });
      return [...watched].some((t) => t.device === dev && t.inode === ino && t.kind === kind);
    },
    // The disk below is this machine's business: whether there is one depends on where the test runs.
    order: () => [...watched].map(({ kind }) => kind).filter((kind) => kind !== 'disk'),
    count: () => [...watched].filter(({ kind }) => kind !== 'disk').length,
  };
}

describe('WatchSet', () => {
  it('watches a directory before the files in it', () => {
    const { write, watchSet, order, path, isWatched } = lab();
    write('/etc/kubernetes/pki/ca.key');
    write('/etc/kubernetes/manifests/etcd.yaml');
    watchSet.reconcile();
    expect(order()).toEqual(['directory', 'file']);
    expect(isWatched(path('/etc/kubernetes'), 'directory')).toBe(true);
    expect(isWatched(path('/etc/kubernetes/pki/ca.key'), 'file')).toBe(true);
  });

  it('listens to the nearest directory that exists, for the next name only', () => {
    const { path, watchSet } = lab();
    mkdirSync(path('/etc'));
    watchSet.reconcile();
    const names = [...(watchSet.listen.get(path('/etc'))?.names?.values() ?? [])];
    expect(names.some((isMeant) => isMeant('kubernetes'))).toBe(true);
    expect(names.some((isMeant) => isMeant('passwd'))).toBe(false);
  });

  it('follows links as the node would, to the file behind them', () => {
    const { path, write, watchSet, isWatched } = lab();
    write('/data/pki/ca.key');
    mkdirSync(path('/etc/kubernetes'), { recursive: true });
    symlinkSync('/data/pki', path('/etc/kubernetes/pki'));
    watchSet.reconcile();
    expect(isWatched(path('/data/pki'), 'directory')).toBe(true);
    expect(watchSet.files.get(lookup(path('/data/pki/ca.key')))?.nodePath).toBe(
      '/etc/kubernetes/pki/ca.key',
    );
  });

  it('does not take over a whole system directory behind a link', () => {
    const { path, write, watchSet, isWatched } = lab();
    write('/usr/bin/x');
    mkdirSync(path('/etc/kubernetes'), { recursive: true });
    symlinkSync('/usr', path('/etc/kubernetes/usr'));
    symlinkSync('/', path('/etc/kubernetes/root'));
    watchSet.reconcile();
    expect(isWatched(path('/usr'), 'directory')).toBe(false);
    expect(isWatched(path('/'), 'directory')).toBe(false);
  });

  it('keeps a moved file as long as a known name leads to it', () => {
    const { path, write, watchSet, later, isWatched } = lab();
    write('/etc/kubernetes/pki/ca.key');
    watchSet.reconcile();
    renameSync(path('/etc/kubernetes/pki/ca.key'), path('/tmp/x'));
    watchSet.learn('/etc/kubernetes/pki/ca.key', path('/tmp/x'));
    later(GRACE_MS * 2);
    watchSet.reconcile();
    later(GRACE_MS * 2);
    watchSet.reconcile();
    expect(isWatched(path('/tmp/x'), 'file')).toBe(true);
  });

  it('keeps a file that has names it never saw', () => {
    const { path, write, watchSet, later, isWatched } = lab();
    write('/etc/kubernetes/pki/ca.key');
    mkdirSync(path('/tmp'));
    linkSync(path('/etc/kubernetes/pki/ca.key'), path('/tmp/hidden'));
    watchSet.reconcile();
    rmSync(path('/etc/kubernetes/pki/ca.key'));
    for (let n = 0; n < 3; n++) {
      later(GRACE_MS);
      watchSet.reconcile();
    }
    expect(isWatched(path('/tmp/hidden'), 'file')).toBe(true);
  });

  it('forgets a deleted file after the grace, not before', () => {
    const { path, write, watchSet, later, count } = lab();
    write('/etc/kubernetes/pki/ca.key');
    watchSet.reconcile();
    rmSync(path('/etc/kubernetes/pki/ca.key'));
    watchSet.reconcile();
    later(GRACE_MS - 1);
    watchSet.reconcile();
    expect(count()).toBe(2);
    later(1);
    watchSet.reconcile();
    expect(count()).toBe(1);
  });
});

function lookup(path: string): { device: bigint; inode: bigint } {
  const { dev, ino } = statSync(path, { bigint: true });
  return { device: dev, inode: ino };
}
