/**
 * File status flags in the generic Linux ABI (`include/uapi/asm-generic/fcntl.h`), as x86_64 uses
 * them. arm64 differs in four bits, see {@link openFlagsToString}.
 */
const GENERIC: readonly (readonly [number, string])[] = [
  [0o100, 'O_CREAT'],
  [0o200, 'O_EXCL'],
  [0o400, 'O_NOCTTY'],
  [0o1000, 'O_TRUNC'],
  [0o2000, 'O_APPEND'],
  [0o4000, 'O_NONBLOCK'],
  [0o4010000, 'O_SYNC'],
  [0o10000, 'O_DSYNC'],
  [0o20000, 'FASYNC'],
  [0o40000, 'O_DIRECT'],
  [0o100000, 'O_LARGEFILE'],
  [0o20200000, 'O_TMPFILE'],
  [0o200000, 'O_DIRECTORY'],
  [0o400000, 'O_NOFOLLOW'],
  [0o1000000, 'O_NOATIME'],
  [0o2000000, 'O_CLOEXEC'],
  [0o10000000, 'O_PATH'],
];

/** `arch/arm64/include/uapi/asm/fcntl.h`: the bits that arm64 places elsewhere. */
const ARM64: Readonly<Record<string, number>> = {
  O_DIRECTORY: 0o40000,
  O_NOFOLLOW: 0o100000,
  O_DIRECT: 0o200000,
  O_LARGEFILE: 0o400000,
  O_TMPFILE: 0o20040000,
};

const ACCESS = ['O_RDONLY', 'O_WRONLY', 'O_RDWR', 'O_ACCMODE'] as const;
const FMODE_EXEC = 0x20;

/** The access mode of an open: the two low bits of its flags. */
export function accessMode(flags: number): (typeof ACCESS)[number] {
  return ACCESS[flags & 3] ?? 'O_RDONLY';
}

/** True when the open can read: O_RDONLY or O_RDWR, and not a mere O_PATH handle. */
export function opensForReading(flags: number): boolean {
  const mode = accessMode(flags);
  return (mode === 'O_RDONLY' || mode === 'O_RDWR') && (flags & 0o10000000) === 0;
}

/**
 * Names the bits of `struct file.f_flags`, for example `O_RDONLY|O_CLOEXEC`. Unknown bits are kept
 * as one hexadecimal number, so that nothing is lost.
 */
export function openFlagsToString(flags: number, arch: 'x64' | 'arm64' = 'x64'): string {
  const names: string[] = [accessMode(flags)];
  let rest = flags & ~3;
  for (const [generic, name] of GENERIC) {
    const bits = arch === 'arm64' ? (ARM64[name] ?? generic) : generic;
    if ((rest & bits) === bits) {
      names.push(name);
      rest &= ~bits;
    }
  }
  if ((rest & FMODE_EXEC) !== 0) {
    names.push('__FMODE_EXEC');
    rest &= ~FMODE_EXEC;
  }
  if (rest !== 0) names.push(`0x${(rest >>> 0).toString(16)}`);
  return names.join('|');
}

const RENAME_FLAGS = ['RENAME_NOREPLACE', 'RENAME_EXCHANGE', 'RENAME_WHITEOUT'] as const;

/** Names the flags of renameat2(2) (`include/uapi/linux/fs.h`); an empty string for none. */
export function renameFlagsToString(flags: number): string {
  const names: string[] = RENAME_FLAGS.filter((_, bit) => (flags & (1 << bit)) !== 0);
  const rest = flags & ~7;
  if (rest !== 0) names.push(`0x${(rest >>> 0).toString(16)}`);
  return names.join('|');
}
