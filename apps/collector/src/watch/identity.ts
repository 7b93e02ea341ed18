import { type BigIntStats, lstatSync, statSync } from 'node:fs';

/** What the kernel knows a file by. A path is only one of its names. */
export interface Identity {
  readonly device: bigint;
  readonly inode: bigint;
}

/** Facts of a file at the moment of a look. */
export interface Look extends Identity {
  readonly isDirectory: boolean;
  readonly isFile: boolean;
  /** Number of names (hard links). */
  readonly links: bigint;
  /** Birth time in ns, 0 where the file system keeps none: tells a reused inode number. */
  readonly bornNs: bigint;
  readonly modifiedNs: bigint;
}

export function identityKey({ device, inode }: Identity): string {
  return `${String(device)}:${String(inode)}`;
}

/** Looks at what a path leads to (links followed); undefined when nothing can be seen there. */
export function lookAt(path: string): Look | undefined {
  try {
    // Most look-ups find nothing: an exception for each would cost more than the call.
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    return stats === undefined ? undefined : toLook(stats);
  } catch {
    return undefined;
  }
}

/** Looks at a directory entry itself: `link` for a symbolic link, undefined for nothing. */
export function lookAtEntry(path: string): Look | 'link' | undefined {
  try {
    const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    return stats.isSymbolicLink() ? 'link' : toLook(stats);
  } catch {
    return undefined;
  }
}

export function isSame(a: Identity, b: Identity): boolean {
  return a.device === b.device && a.inode === b.inode;
}

function toLook(stats: BigIntStats): Look {
  return {
    device: stats.dev,
    inode: stats.ino,
    isDirectory: stats.isDirectory(),
    isFile: stats.isFile(),
    links: stats.nlink,
    bornNs: stats.birthtimeNs,
    modifiedNs: stats.mtimeNs,
  };
}
