import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A partition on a volume on a RAID on disks, and some. */
const MAX_LEVELS = 8;

/**
 * The block devices from which a file system can be read around its files: the one that it is on,
 * the disk of a partition, and what a mapped device lies on (Documentation/ABI/stable/sysfs-block,
 * `slaves`). Empty for file systems without a device.
 *
 * @param device `st_dev` of the file system, in the encoding of stat(2)
 * @param sysfs its mount point, `/sys`
 */
export function disksOf(device: bigint, sysfs = '/sys'): bigint[] {
  const disks = new Set<bigint>();
  const look = (folder: string, level: number): void => {
    const number = numberOf(join(folder, 'dev'));
    if (number === undefined || level > MAX_LEVELS || disks.has(number)) return;
    disks.add(number);
    if (list(folder).includes('partition')) look(dirname(folder), level + 1);
    for (const slave of list(join(folder, 'slaves'))) {
      look(resolve(join(folder, 'slaves', slave)), level + 1);
    }
  };
  look(resolve(join(sysfs, 'dev/block', majorMinor(device))), 0);
  return [...disks];
}

/** glibc's gnu_dev_major and gnu_dev_minor. */
function majorMinor(device: bigint): string {
  const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & ~0xfffn);
  const minor = (device & 0xffn) | ((device >> 12n) & ~0xffn);
  return `${String(major)}:${String(minor & 0xffffffffn)}`;
}

function numberOf(file: string): bigint | undefined {
  try {
    const [, major, minor] = /^(\d+):(\d+)$/.exec(readFileSync(file, 'latin1').trim()) ?? [];
    if (major === undefined || minor === undefined) return undefined;
    const [high, low] = [BigInt(major), BigInt(minor)];
    return (
      (low & 0xffn) | ((high & 0xfffn) << 8n) | ((low & ~0xffn) << 12n) | ((high & ~0xfffn) << 32n)
    );
  } catch {
    return undefined;
  }
}

function resolve(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
