import fc from 'fast-check';
import { expect, it } from 'vitest';
import { table } from './table.js';

it('aligns what was made visible', () => {
  expect(
    table(
      ['A', 'B'],
      [
        ['\u001b[1m', 'x'],
        ['y', ''],
      ],
    ),
  ).toBe('A        B\n\\x1b[1m  x\ny\n');
});

it('has as many lines as rows, whatever the cells say', () => {
  const cell = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 8 }), (rows) => {
      const text = table(['A', 'B'], rows);
      expect(text.split('\n')).toHaveLength(rows.length + 2);
      expect(text).not.toMatch(/[\p{Cc}--\n]/v);
    }),
  );
});
