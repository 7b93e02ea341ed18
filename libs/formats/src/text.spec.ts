import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bounded, MAX_PASSED_ON_TEXT } from './json.js';
import { baseName, commandLine, oneLine, text, texts } from './text.js';

const anyText = fc
  .array(fc.nat(0xffff), { maxLength: 40 })
  .map((codes) => String.fromCharCode(...codes));

describe('text', () => {
  it('is well-formed, short enough and the same when nothing is wrong', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 50 }), (value, max) => {
        const result = text(value, max);
        expect(result.isWellFormed()).toBe(true);
        expect(result.length).toBeLessThanOrEqual(max);
        if (value.isWellFormed() && value.length <= max) expect(result).toBe(value);
      }),
    );
  });

  it('never splits a pair', () => {
    expect(text('a😀😀', 4)).toBe('a😀…');
    expect(text('😀😀', 3)).toBe('😀…');
  });
});

describe('texts', () => {
  it('have a bound in all', () => {
    const all = texts(Array.from({ length: 100 }, () => 'x'.repeat(1_000)));
    expect(all.join('').length).toBeLessThanOrEqual(16_384);
    expect(all).toHaveLength(17);
  });
});

describe('oneLine', () => {
  it('shows what breaks lines', () => {
    expect(oneLine('a\r\nb\u0085\u2028c')).toBe('a\\x0d\\x0ab\\x85\\u2028c');
  });
});

describe('baseName', () => {
  it.each([
    ['/a/b', 'b'],
    ['/', '/'],
    ['b', 'b'],
    ['', ''],
  ])('%s → %s', (path, name) => {
    expect(baseName(path)).toBe(name);
  });
});

describe('commandLine', () => {
  it('quotes as a shell would', () => {
    expect(commandLine(['sh', '-c', "echo 'a'", ''])).toBe(`sh -c 'echo '\\''a'\\''' ''`);
  });
});

describe('bounded', () => {
  it('leaves ordinary messages alone', () => {
    const message = { a: ['x', 1, null, { b: true }] };
    expect(bounded(message)).toEqual(message);
  });

  it('bounds the text of a message in all', () => {
    const size = JSON.stringify(
      bounded(Array.from({ length: 200 }, () => 'x'.repeat(9_000))),
    ).length;
    expect(size).toBeLessThan(MAX_PASSED_ON_TEXT + 2_000);
  });
});
