import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunks } from './chunks.js';

describe('chunks', () => {
  it('keeps every message in order and every group of two or more within the limit', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 60 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 500 }), (lengths, limit) => {
        const messages = lengths.map((length) => ({ key: null, value: Buffer.alloc(length) }));
        const groups = [...chunks(messages, limit)];
        expect(groups.flat()).toEqual(messages);
        for (const group of groups) {
          const bytes = group.reduce((sum, { value }) => sum + value.length + 32, 0);
          expect(group.length === 1 || bytes <= limit).toBe(true);
        }
      }),
    );
  });
});
