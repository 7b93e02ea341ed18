import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesToText,
  parseCommandLine,
  parseLoginUid,
  parseNamespacePid,
  parseStat,
  parseUids,
  ttyName,
} from './proc-text.js';

const REST = '0 34816 77 4194304 1 2 3 4 5 6 7 8 20 0 1 0 123456 1000 200';

describe('proc texts', () => {
  it('finds the fields behind a command name that imitates them', () => {
    expect(parseStat(`42 (a) S 1 (b c) S 41 40 42 ${REST.slice(2)}`)).toEqual({
      pid: 42,
      comm: 'a) S 1 (b c',
      parentPid: 41,
      session: 42,
      tty: 34816,
      startTimeNs: 1_234_560_000_000n,
      isKernelThread: false,
    });
  });

  it.each(['', '42', '42 (x', '42 (x) S', 'x (y) S a b c'])('refuses %j', (text) => {
    expect(parseStat(text)).toBeUndefined();
  });

  it('reads user ids; an unset login uid is none', () => {
    expect(parseUids('Name:\tx\nUid:\t1000\t0\t0\t0\n')).toEqual({ uid: 1000, euid: 0 });
    expect(parseUids('Name:\tUid: 1')).toBeUndefined();
    expect(parseLoginUid('1000')).toBe(1000);
    expect(parseLoginUid('4294967295')).toBeUndefined();
    expect(parseLoginUid('')).toBeUndefined();
  });

  it('reads the innermost of the pids', () => {
    expect(parseNamespacePid('Name:\tx\nNSpid:\t4711\t12\t1\nNSpgid:\t7\n')).toBe(1);
    expect(parseNamespacePid('NSpid:\t4711\nNSpgid:\t7\n')).toBe(4711);
    expect(parseNamespacePid('Name:\tNSpid: 1\nPid:\t9\n')).toBeUndefined();
    expect(parseNamespacePid('NSpid:\n')).toBeUndefined();
  });

  it('names terminals', () => {
    expect([0, 34816, 34817, 0x0401, 0x0440, 0x0501, 0x8901].map(ttyName)).toEqual([
      undefined,
      'pts/0',
      'pts/1',
      'tty1',
      'ttyS0',
      'console',
      'pts/257',
    ]);
  });

  it('splits a command line', () => {
    expect(parseCommandLine(Buffer.from('cat\0\0a b\0'))).toEqual(['cat', '', 'a b']);
    expect(parseCommandLine(Buffer.from('nginx: master'))).toEqual(['nginx: master']);
    expect(parseCommandLine(Buffer.alloc(0))).toEqual([]);
  });

  it('carries any bytes so that they can be restored', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const parts = [...bytesToText(bytes).matchAll(/\\x([0-9a-f]{2})|\\\\|[^\\]+/gs)];
        const restored = parts.map(([text, hex]) => {
          if (hex !== undefined) return Buffer.from(hex, 'hex');
          return Buffer.from(text === '\\\\' ? '\\' : text);
        });
        expect(Buffer.concat(restored)).toEqual(Buffer.from(bytes));
      }),
    );
  });
});
