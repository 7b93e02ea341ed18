import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { disksOf } from './disks.js';

/** A sysfs with a disk 8:0, its partition 8:1, and a mapped device 253:0 on that. */
function sysfs(): string {
  const root = mkdtempSync(join(tmpdir(), 'keywarden-sys-'));
  const device = (path: string, number: string): string => {
    const folder = join(root, 'devices', path);
    mkdirSync(join(folder, 'slaves'), { recursive: true });
    writeFileSync(join(folder, 'dev'), `${number}\n`);
    symlinkSync(folder, join(root, 'dev/block', number));
    return folder;
  };
  mkdirSync(join(root, 'dev/block'), { recursive: true });
  device('sda', '8:0');
  const partition = device('sda/sda1', '8:1');
  writeFileSync(join(partition, 'partition'), '1\n');
  const mapped = device('dm-0', '253:0');
  symlinkSync(partition, join(mapped, 'slaves/sda1'));
  return root;
}

const DISK = 0x800n;
const PARTITION = 0x801n;
const MAPPED = 0xfd00n;

describe('disksOf', () => {
  it('leads from a mapped device over the partition to the disk', () => {
    expect(disksOf(MAPPED, sysfs())).toEqual([MAPPED, PARTITION, DISK]);
    expect(disksOf(PARTITION, sysfs())).toEqual([PARTITION, DISK]);
    expect(disksOf(DISK, sysfs())).toEqual([DISK]);
  });

  it('finds none for a file system without a device', () => {
    expect(disksOf(0x2an, sysfs())).toEqual([]);
  });

  it('ends on devices that lie on each other', () => {
    const root = sysfs();
    symlinkSync(join(root, 'devices/dm-0'), join(root, 'devices/sda/slaves/dm-0'));
    expect(disksOf(DISK, root)).toEqual([DISK, MAPPED, PARTITION]);
  });
});
