import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToText, splitNul } from './text.js';

/** The inverse of bytesToText: a name that was escaped can be written back byte for byte. */
function textToBytes(text: string): Buffer {
  const parts = text.match(/\\x[0-9a-f]{2}|\\\\|[^\\]+/g) ?? [];
  return Buffer.concat(
    parts.map((part) => {
      if (part === '\\\\') return Buffer.from('\\');
      return part.startsWith('\\x') ? Buffer.from(part.slice(2), 'hex') : Buffer.from(part);
    }),
  );
}

describe('bytesToText', () => {
  it('loses no byte', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(textToBytes(bytesToText(bytes))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('keeps valid text and control characters, escapes the rest', () => {
    expect(bytesToText(Buffer.from('schlüssel\n\u001b[31m€😀'))).toBe('schlüssel\n\u001b[31m€😀');
    expect(bytesToText(Buffer.from([0x61, 0xff, 0xc3, 0x28]))).toBe('a\\xff\\xc3(');
    expect(bytesToText(Buffer.from('a\\x41'))).toBe('a\\\\x41');
    expect(bytesToText(Buffer.from([0xed, 0xa0, 0x80]))).toBe('\\xed\\xa0\\x80');
  });
});

describe('splitNul', () => {
  it('keeps empty strings and an unterminated end', () => {
    const texts = (bytes: string): string[] => splitNul(Buffer.from(bytes)).map(bytesToText);
    expect(texts('')).toEqual([]);
    expect(texts('a\0')).toEqual(['a']);
    expect(texts('a\0\0b')).toEqual(['a', '', 'b']);
  });
});
