import { describe, expect, it } from 'vitest';
import { parseSince } from './filter.js';

describe('parseSince', () => {
  const now = Date.parse('2026-11-24T12:00:00Z');

  it('takes spans and times', () => {
    expect(parseSince('90m', now)).toBe(Date.parse('2026-11-24T10:30:00Z'));
    expect(parseSince('7d', now)).toBe(Date.parse('2026-11-17T12:00:00Z'));
    expect(parseSince('2026-11-24T04:00:00+01:00', now)).toBe(Date.parse('2026-11-24T03:00:00Z'));
    expect(parseSince('999999d', now)).toBe(0);
  });

  it.each(['', '5', '5w', 'yesterday', '-1h', '2026-11-24'])('refuses "%s"', (text) => {
    expect(() => parseSince(text, now)).toThrow('--since');
  });
});
