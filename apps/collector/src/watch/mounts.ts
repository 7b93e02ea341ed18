/** One line of /proc/PID/mountinfo (Documentation/filesystems/proc.rst, section 3.5). */
export interface Mount {
  readonly device: bigint;
  /** The directory of the file system that is mounted. */
  readonly root: string;
  readonly mountPoint: string;
  /** File system type, e.g. `ext4`, `tmpfs`. */
  readonly type: string;
}

/** Parses mountinfo; lines that are not in the documented form are left out. */
export function parseMountInfo(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const fields = line.split(' ');
    const [, , numbers = '', root = '', mountPoint = ''] = fields;
    const type = fields[fields.indexOf('-', 6) + 1] ?? '';
    const [major, minor] = numbers.split(':').map(Number);
    if (major === undefined || minor === undefined || mountPoint === '') return [];
    return [
      {
        device: statDevice(major, minor),
        root: decode(root),
        mountPoint: decode(mountPoint),
        type,
      },
    ];
  });
}

/**
 * The path from the root of the file system that holds `path`, as the kernel's dentries spell it:
 * the mounted directory joined with what follows the mount point. The last mount wins where several
 * lie on one another. `path` has to be absolute and without links.
 */
export function fileSystemPath(mounts: readonly Mount[], path: string): string | undefined {
  let best: Mount | undefined;
  for (const mount of mounts) {
    const isAbove =
      mount.mountPoint === '/' ||
      path === mount.mountPoint ||
      path.startsWith(`${mount.mountPoint}/`);
    if (isAbove && mount.mountPoint.length >= (best?.mountPoint.length ?? 0)) best = mount;
  }
  if (best === undefined) return undefined;
  const below = best.mountPoint === '/' ? path : path.slice(best.mountPoint.length);
  const joined = best.root === '/' ? below : `${best.root}${below}`;
  return joined === '' ? '/' : joined.replace(/(.)\/$/, '$1');
}

/** glibc's makedev, which is how stat(2) reports a device. */
function statDevice(major: number, minor: number): bigint {
  const [high, low] = [BigInt(major), BigInt(minor)];
  return (
    (low & 0xffn) | ((high & 0xfffn) << 8n) | ((low & ~0xffn) << 12n) | ((high & ~0xfffn) << 32n)
  );
}

/** Space, tab, newline and backslash stand as three octal digits. */
function decode(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
