import { describe, expect, it } from 'vitest';
import { nameHash } from './name-hash.js';
import type { WatchTarget } from './types.js';
import { WatchPlan } from './watch-plan.js';

const DEVICE = 0x10002c;
const KERNEL_DEVICE = 300n;
const directories: Record<string, bigint> = { '/etc': 1n, '/etc/kubernetes': 2n };
const identify = (path: string): { device: bigint; inode: bigint } | undefined => {
  const inode = directories[path];
  return inode === undefined ? undefined : { device: BigInt(DEVICE), inode };
};
const file = (inode: bigint, name: string): WatchTarget => ({
  device: DEVICE,
  inode,
  kind: 'file',
  path: `/etc/kubernetes/${name}`,
});

describe('WatchPlan', () => {
  it('watches the object, the directories above it and their names', () => {
    const plan = new WatchPlan(identify);
    plan.add(file(9n, 'ca.key'));
    const { watches, names } = plan.take();
    expect([...watches.puts]).toEqual([
      KERNEL_DEVICE,
      9n,
      1n,
      KERNEL_DEVICE,
      2n,
      8n,
      KERNEL_DEVICE,
      1n,
      8n,
    ]);
    expect([...names.puts]).toEqual([
      ...[nameHash('ca.key'), 1n],
      ...[nameHash('kubernetes'), 1n],
      ...[nameHash('etc'), 1n],
    ]);
  });

  it('keeps what another target still needs', () => {
    const plan = new WatchPlan(identify);
    plan.add(file(9n, 'ca.key'));
    plan.add(file(10n, 'ca.crt'));
    plan.take();
    plan.remove(file(9n, 'ca.key'));
    const { watches } = plan.take();
    expect([...watches.deletes]).toEqual([KERNEL_DEVICE, 9n]);
    expect([...watches.puts]).toEqual([KERNEL_DEVICE, 2n, 8n, KERNEL_DEVICE, 1n, 8n]);
    plan.remove(file(10n, 'ca.crt'));
    expect([...plan.take().watches.puts]).toEqual([]);
  });

  it('joins the flags of an object that is watched in two ways', () => {
    const plan = new WatchPlan(identify);
    plan.add({ device: DEVICE, inode: 2n, kind: 'directory', path: '/etc/kubernetes' });
    plan.add(file(9n, 'ca.key'));
    expect([...plan.take().watches.puts].slice(0, 3)).toEqual([KERNEL_DEVICE, 2n, 2n | 8n]);
  });

  it('stands for a whole file system by inode 0 and ignores an unknown target', () => {
    const plan = new WatchPlan(identify);
    plan.add({ device: DEVICE, inode: 5n, kind: 'filesystem', path: '/volume' });
    expect([...plan.take().watches.puts]).toEqual([KERNEL_DEVICE, 0n, 4n, KERNEL_DEVICE, 5n, 8n]);
    plan.remove(file(1n, 'never'));
    expect([...plan.take().watches.deletes]).toEqual([]);
  });
});
