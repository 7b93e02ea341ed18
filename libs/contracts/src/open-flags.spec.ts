import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accessMode,
  openFlagsToString,
  opensForReading,
  renameFlagsToString,
} from './open-flags.js';

describe('openFlagsToString', () => {
  it.each([
    [0, 'O_RDONLY'],
    [0o2000000, 'O_RDONLY|O_CLOEXEC'],
    [0o100001 | 0o1000 | 0o100, 'O_WRONLY|O_CREAT|O_TRUNC|O_LARGEFILE'],
    [0o2 | 0o2000, 'O_RDWR|O_APPEND'],
    [0o3, 'O_ACCMODE'],
    [0o4010000, 'O_RDONLY|O_SYNC'],
    [0o10000, 'O_RDONLY|O_DSYNC'],
    [0o20200000 | 2, 'O_RDWR|O_TMPFILE'],
    [0o200000, 'O_RDONLY|O_DIRECTORY'],
    [0x20, 'O_RDONLY|__FMODE_EXEC'],
    [0x4000_0000, 'O_RDONLY|0x40000000'],
  ])('x86_64 %i is %s', (flags, text) => {
    expect(openFlagsToString(flags)).toBe(text);
  });

  it.each([
    [0o40000, 'O_RDONLY|O_DIRECTORY'],
    [0o100000, 'O_RDONLY|O_NOFOLLOW'],
    [0o200000, 'O_RDONLY|O_DIRECT'],
    [0o400000 | 0o2000000, 'O_RDONLY|O_LARGEFILE|O_CLOEXEC'],
    [0o20040000 | 2, 'O_RDWR|O_TMPFILE'],
  ])('arm64 %i is %s', (flags, text) => {
    expect(openFlagsToString(flags, 'arm64')).toBe(text);
  });

  it('loses no bit: distinct flags have distinct names on either architecture', () => {
    const flags = fc.integer({ min: 0, max: 0x7fff_ffff });
    fc.assert(
      fc.property(flags, flags, fc.constantFrom('x64', 'arm64'), (a, b, arch) => {
        fc.pre(a !== b);
        expect(openFlagsToString(a, arch)).not.toBe(openFlagsToString(b, arch));
      }),
    );
  });
});

describe('opensForReading', () => {
  it.each([
    [0o0, true],
    [0o1, false],
    [0o2, true],
    [0o3, false],
    [0o1 | 0o2000000, false],
    [0o10000000, false],
  ])('%i: %s', (flags, reads) => {
    expect(opensForReading(flags)).toBe(reads);
  });

  it('follows the access mode alone, but for O_PATH', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x7fff_ffff }), (flags) => {
        const withoutPath = flags & ~0o10000000;
        const mode = accessMode(withoutPath);
        expect(opensForReading(withoutPath)).toBe(mode === 'O_RDONLY' || mode === 'O_RDWR');
        expect(opensForReading(flags | 0o10000000)).toBe(false);
      }),
    );
  });
});

describe('renameFlagsToString', () => {
  it.each([
    [0, ''],
    [1, 'RENAME_NOREPLACE'],
    [2, 'RENAME_EXCHANGE'],
    [5, 'RENAME_NOREPLACE|RENAME_WHITEOUT'],
    [8, '0x8'],
    [0x8000_0001 | 0, 'RENAME_NOREPLACE|0x80000000'],
  ])('%i is "%s"', (flags, text) => {
    expect(renameFlagsToString(flags)).toBe(text);
  });
});
