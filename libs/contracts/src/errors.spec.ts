import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, KeywardenError, toKeywardenError } from './errors.js';

const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');

/** Code → body of its section. */
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section): [string, string] => {
      const end = section.indexOf('\n');
      return [section.slice(0, end).trim(), section.slice(end)];
    }),
);

describe('docs/errors.md', () => {
  it('has one section per code and no other', () => {
    expect([...sections.keys()].sort()).toEqual(Object.keys(ERROR_CODES).sort());
  });

  it.each(Object.entries(ERROR_CODES))('%s: meaning, cause, what to do', (code, meaning) => {
    const body = sections.get(code) ?? '';
    expect(body).toContain(`**Meaning:** ${meaning}.`);
    expect(body).toMatch(/\*\*Cause:\*\* \S/);
    expect(body).toMatch(/\*\*What to do:\*\* \S/);
  });
});

describe('KeywardenError', () => {
  it('prints code, place, message and hint', () => {
    const error = new KeywardenError('KW_CONFIG_INVALID', 'unknown key "nod"', {
      where: 'kw.yaml:3:1',
      hint: 'Did you mean "node"?',
    });
    expect(error.toText()).toBe(
      'KW_CONFIG_INVALID: kw.yaml:3:1: unknown key "nod"\n  Did you mean "node"?',
    );
    expect(new KeywardenError('KW_INTERNAL', 'odd').toText()).toBe('KW_INTERNAL: odd');
  });

  it('is not retryable unless told', () => {
    expect(new KeywardenError('KW_INTERNAL', 'x').retryable).toBe(false);
    expect(new KeywardenError('KW_BUS_PUBLISH', 'x', { retryable: true }).retryable).toBe(true);
  });

  it('wraps what others throw and keeps the cause', () => {
    const cause = new RangeError('foreign');
    const wrapped = toKeywardenError(cause, 'KW_STATE_FAILED');
    expect(wrapped).toMatchObject({ code: 'KW_STATE_FAILED', message: 'foreign', cause });
    expect(toKeywardenError(wrapped)).toBe(wrapped);
    expect(toKeywardenError('text')).toMatchObject({ code: 'KW_INTERNAL', message: 'text' });
  });
});
