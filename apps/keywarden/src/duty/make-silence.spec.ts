import { describe, expect, it } from 'vitest';
import { makeSilence, type SilenceRequest } from './make-silence.js';

const NOW = Date.parse('2026-11-24T04:00:00Z');

function make(request: Partial<SilenceRequest>) {
  const base = { matchers: ['node = x'], author: 'alice', reason: 'drill' };
  return makeSilence({ ...base, ...request }, { id: 'id', nowMs: NOW });
}

describe('makeSilence', () => {
  it.each([
    ['90s', 90_000],
    ['15m', 900_000],
    ['2h', 7_200_000],
    ['90d', 7_776_000_000],
  ])('lasts %s', (duration, ms) => {
    const { starts_at, ends_at } = make({ duration });
    expect(starts_at).toBe('2026-11-24T04:00:00.000Z');
    expect(Date.parse(ends_at) - NOW).toBe(ms);
  });

  it('starts and ends when told, in whatever zone', () => {
    const start = '2026-11-25T10:00:00+01:00';
    expect(make({ start, until: '2026-11-25T10:00:00Z' })).toMatchObject({
      created_at: '2026-11-24T04:00:00.000Z',
      starts_at: '2026-11-25T09:00:00.000Z',
      ends_at: '2026-11-25T10:00:00.000Z',
    });
    expect(make({ start, duration: '30m' }).ends_at).toBe('2026-11-25T09:30:00.000Z');
  });

  it('says all that is wrong with the matchers', () => {
    const request = { matchers: ['nod = x', 'node = "x', 'risk > y'], duration: '1h' };
    expect(() => make(request)).toThrow(/"nod" is no label.*\n.*open quote\n.*cannot be compared/);
  });

  it.each<[string, Partial<SilenceRequest>, string]>([
    ['no matcher', { matchers: [], duration: '1h' }, 'at least one matcher'],
    [
      '51 matchers',
      { matchers: Array<string>(51).fill('risk > 1'), duration: '1h' },
      '50 matchers',
    ],
    ['no end', {}, 'either --duration or --until'],
    ['two ends', { duration: '1h', until: '2026-12-01T00:00:00Z' }, 'either --duration or'],
    [
      'an end before the start',
      { start: '2026-12-02T00:00:00Z', until: '2026-12-01T00:00:00Z' },
      'end after it starts',
    ],
    ['an end in the past', { start: '2026-11-01T00:00:00Z', duration: '1h' }, 'in the future'],
    ['more than 90 days', { duration: '91d' }, '90 days at most'],
    ['no unit', { duration: '90' }, '--duration: "90" is no duration'],
    ['a sign', { duration: '-5m' }, '--duration: "-5m" is no duration'],
    ['another unit', { duration: '1w' }, '--duration: "1w" is no duration'],
    ['no zone', { until: '2026-12-01T00:00:00' }, '--until: "2026-12-01T00:00:00" is no RFC 3339'],
    [
      'a day that is none',
      { start: '2026-02-30T00:00:00Z', duration: '1h' },
      '--start: "2026-02-30',
    ],
    ['a blank reason', { duration: '1h', reason: ' ' }, '--reason: must not be empty'],
    ['nobody', { duration: '1h', author: '' }, '--author: must not be empty'],
  ])('refuses %s', (_, request, said) => {
    expect(() => make(request)).toThrow(said);
  });
});
