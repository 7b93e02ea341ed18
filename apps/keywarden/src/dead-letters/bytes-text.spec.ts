import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesText, safeJson } from './bytes-text.js';

const ACTS = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

describe('bytesText', () => {
  it('never has a character that acts on a terminal', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(bytesText(Buffer.from(bytes), 200)).not.toMatch(ACTS);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        expect(bytesText(Buffer.from(text), 10_000)).not.toMatch(ACTS);
      }),
    );
  });

  it('stands for one text only', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 20 }),
        fc.string({ unit: 'binary', maxLength: 20 }),
        (a, b) => {
          fc.pre(a !== b);
          expect(bytesText(Buffer.from(a), 1_000)).not.toBe(bytesText(Buffer.from(b), 1_000));
        },
      ),
    );
  });

  it('shows text as it is, and each byte of what is none', () => {
    expect(bytesText(Buffer.from('{"a":"ü"}'), 100)).toBe('{"a":"ü"}');
    expect(bytesText(Buffer.from([0xc3, 0x28, 0x5c, 0x0a]), 100)).toBe('\\xc3(\\\\\\n');
    expect(bytesText(Buffer.from('\ufeffa'), 100)).toBe('\\u{feff}a');
    expect(bytesText(Buffer.from('abcdef'), 3)).toBe('abc… (6 bytes, --raw writes them all)');
  });
});

describe('safeJson', () => {
  it('is JSON of the same value without anything that acts on a terminal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = safeJson({ text });
        expect(json).not.toMatch(ACTS);
        expect(JSON.parse(json)).toEqual({ text });
      }),
    );
  });
});
