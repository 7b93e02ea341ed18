import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { starTest } from './star-test.js';

/** By the book, and slow. */
function matches(glob: string, text: string): boolean {
  if (glob === '') return text === '';
  if (glob.startsWith('*')) {
    return matches(glob.slice(1), text) || (text !== '' && matches(glob, text.slice(1)));
  }
  return text !== '' && text.startsWith(glob.charAt(0)) && matches(glob.slice(1), text.slice(1));
}

describe('starTest', () => {
  it('takes what the definition takes', () => {
    const word = (...units: string[]) =>
      fc.array(fc.constantFrom(...units), { maxLength: 9 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(word('a', 'b', '*', '*'), word('a', 'b', '.'), (glob, text) => {
        expect(starTest(glob)(text)).toBe(matches(glob, text));
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['a*a', 'a', false],
    ['*.key', '.key', true],
    ['ca*.k*y', 'ca.key', true],
    ['a*b*b', 'ab', false],
    ['a.*', 'ab', false],
    ['*', '', true],
  ])('%s and %s: %s', (glob, text, holds) => {
    expect(starTest(glob)(text)).toBe(holds);
  });
});
