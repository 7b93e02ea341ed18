import { describe, expect, it } from 'vitest';
import { MoveConfirmer } from './confirm.js';
import type { InodeRenameEvent, WatchTarget } from './types.js';

const key: WatchTarget = { device: 1, inode: 9n, kind: 'file', path: '/pki/ca.key' };
const tokens: WatchTarget = { device: 1, inode: 20n, kind: 'directory', path: '/tokens' };

function rename(oldPath: string, newPath: string): InodeRenameEvent {
  return {
    name: 'security_inode_rename',
    timeNs: 0n,
    process: {
      ...{ pid: 1, tid: 1, startTimeNs: 0n, comm: 'mv', uid: 0, euid: 0, cgroupId: 0n },
      exe: { device: 0, inode: 0n, deleted: false },
      ...{
        capabilities: 0n,
        session: 1,
        nsPid: 1,
        mountNamespace: 1,
        pidNamespace: 1,
        root: { device: 1, inode: 2n },
      },
      parent: { pid: 0, startTimeNs: 0n },
      ancestors: [],
    },
    ...{ device: 0, inode: 0n, mode: 0, truncated: false, otherInode: 0n, renameFlags: 0 },
    ...{ oldPath, newPath, oldRootPath: oldPath, newRootPath: newPath, unconfirmed: true },
    ...{ mountNamespace: 0, viaIoUring: false },
  };
}

function confirmer(present: Record<string, bigint>): MoveConfirmer {
  const confirm = new MoveConfirmer((path) => {
    const inode = present[path];
    return inode === undefined ? undefined : { device: 1n, inode };
  });
  confirm.add(key);
  confirm.add(tokens);
  return confirm;
}

describe('MoveConfirmer', () => {
  it('blames one move for a file that is gone, not every later one of that name', () => {
    const confirm = confirmer({});
    expect(confirm.confirm(rename('/pki/ca.key', '/tmp/x')).unconfirmed).toBe(false);
    expect(confirm.confirm(rename('/elsewhere/ca.key', '/tmp/y')).unconfirmed).toBe(true);
  });

  it('blames nobody for a file that had been missing for more than a second', () => {
    let now = 0;
    const confirm = new MoveConfirmer(
      () => undefined,
      () => now,
    );
    confirm.add(key);
    confirm.miss([key]);
    now = 1_001;
    expect(confirm.confirm(rename('/elsewhere/ca.key', '/tmp/y')).unconfirmed).toBe(true);
    now = 1_000;
    expect(confirm.confirm(rename('/elsewhere/ca.key', '/tmp/y')).unconfirmed).toBe(false);
  });

  it('does not take another file of that name for the one that is gone', () => {
    const confirm = confirmer({ '/tmp/x': 77n });
    expect(confirm.confirm(rename('/elsewhere/ca.key', '/tmp/x')).unconfirmed).toBe(true);
  });

  it('knows a watched file that left its path', () => {
    expect(confirmer({}).confirm(rename('/pki/ca.key', '/tmp/x'))).toMatchObject({
      unconfirmed: false,
      device: 1,
      inode: 9n,
    });
    expect(confirmer({}).confirm(rename('/other/mount/ca.key', '/tmp/x'))).toMatchObject({
      unconfirmed: false,
      inode: 9n,
    });
    expect(confirmer({}).confirm(rename('/pki', '/moved'))).toMatchObject({ unconfirmed: false });
  });

  it('leaves a namesake unconfirmed', () => {
    const confirm = confirmer({ '/pki/ca.key': 9n, '/tokens': 20n });
    expect(confirm.confirm(rename('/home/ca.key', '/tmp/x')).unconfirmed).toBe(true);
    expect(confirm.confirm(rename('/pki/ca.key', '/tmp/x')).unconfirmed).toBe(true);
  });

  it('knows moves into and out of a watched directory, and a replacement', () => {
    const confirm = confirmer({ '/tokens/new': 33n, '/pki/ca.key': 44n, '/tokens': 20n });
    expect(confirm.confirm(rename('/tmp/a', '/tokens/new'))).toMatchObject({
      unconfirmed: false,
      inode: 33n,
    });
    expect(confirm.confirm(rename('/tokens/old', '/tmp/a')).unconfirmed).toBe(false);
    expect(confirm.confirm(rename('/tmp/decoy', '/pki/ca.key'))).toMatchObject({
      unconfirmed: false,
      inode: 44n,
      otherInode: 9n,
    });
  });

  it('does not touch what the kernel identified', () => {
    const event = { ...rename('/a', '/b'), unconfirmed: false, inode: 5n };
    expect(confirmer({}).confirm(event)).toBe(event);
  });
});
