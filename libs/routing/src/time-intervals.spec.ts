import { describe, expect, it } from 'vitest';
import { isWithin, type TimeInterval } from './time-intervals.js';

const interval = (overrides: Partial<TimeInterval>): TimeInterval => ({
  times: [],
  weekdays: [],
  daysOfMonth: [],
  months: [],
  years: [],
  zone: 'UTC',
  ...overrides,
});
const within = (overrides: Partial<TimeInterval>, ...times: readonly string[]) =>
  times.map((time) => isWithin([interval(overrides)], Date.parse(time)));
const hours = (from: number, to: number) => [{ from: from * 60, to: to * 60 }];

describe('time intervals', () => {
  it('include their first minute and not their last', () => {
    expect(
      within(
        { times: hours(9, 17) },
        '2026-03-02T08:59:59.999Z',
        '2026-03-02T09:00:00Z',
        '2026-03-02T16:59:59.999Z',
        '2026-03-02T17:00:00Z',
      ),
    ).toEqual([false, true, true, false]);
    expect(within({ times: hours(22, 24) }, '2026-03-02T23:59:59.999Z')).toEqual([true]);
  });

  it('have no hour that daylight saving skips, and twice the one that it repeats', () => {
    const twoToThree = { times: hours(2, 3), zone: 'Europe/Berlin' };
    expect(
      within(twoToThree, '2026-03-29T00:59:59Z', '2026-03-29T01:00:00Z', '2026-03-29T02:00:00Z'),
    ).toEqual([false, false, false]);
    expect(
      within(
        twoToThree,
        '2026-10-24T23:59:59Z',
        '2026-10-25T00:00:00Z',
        '2026-10-25T01:59:59Z',
        '2026-10-25T02:00:00Z',
      ),
    ).toEqual([false, true, true, false]);
    const oneToTwo = { times: hours(1, 2), zone: 'America/New_York' };
    expect(
      within(
        oneToTwo,
        '2026-11-01T04:59:59Z',
        '2026-11-01T05:00:00Z',
        '2026-11-01T06:59:59Z',
        '2026-11-01T07:00:00Z',
      ),
    ).toEqual([false, true, true, false]);
    const skipped = { times: hours(2, 3), zone: 'America/New_York' };
    expect(within(skipped, '2026-03-08T06:59:59Z', '2026-03-08T07:00:00Z')).toEqual([false, false]);
  });

  it('follow the clock of their zone through the year', () => {
    const nine = { times: hours(9, 10), zone: 'America/New_York' };
    expect(within(nine, '2026-01-15T14:00:00Z', '2026-07-15T13:00:00Z')).toEqual([true, true]);
    expect(within(nine, '2026-07-15T14:00:00Z')).toEqual([false]);
  });

  it('count days from the end of whatever month it is', () => {
    const last = { daysOfMonth: [{ from: -1, to: -1 }] };
    expect(
      within(last, '2026-02-28T12:00:00Z', '2028-02-28T12:00:00Z', '2028-02-29T12:00:00Z'),
    ).toEqual([true, false, true]);
    expect(within(last, '2026-04-30T12:00:00Z', '2026-05-30T12:00:00Z')).toEqual([true, false]);
    const lastWeek = { daysOfMonth: [{ from: -7, to: -1 }] };
    expect(within(lastWeek, '2026-02-21T12:00:00Z', '2026-02-22T12:00:00Z')).toEqual([false, true]);
    const long = { daysOfMonth: [{ from: 1, to: 31 }] };
    expect(within(long, '2026-02-28T12:00:00Z')).toEqual([true]);
    expect(within({ daysOfMonth: [{ from: 31, to: 31 }] }, '2026-04-30T12:00:00Z')).toEqual([
      false,
    ]);
  });

  it('ask for weekday, month and year, all of them', () => {
    const both = {
      weekdays: [{ from: 6, to: 7 }],
      months: [{ from: 12, to: 12 }],
      years: [{ from: 2026, to: 2027 }],
    };
    expect(
      within(
        both,
        '2026-12-05T12:00:00Z',
        '2026-12-04T12:00:00Z',
        '2026-11-28T12:00:00Z',
        '2028-12-02T12:00:00Z',
        '2027-12-26T12:00:00Z',
      ),
    ).toEqual([true, false, false, false, true]);
    expect(
      within({ years: [{ from: 2027, to: 2027 }], zone: 'Europe/Berlin' }, '2026-12-31T23:00:00Z'),
    ).toEqual([true]);
  });

  it('are any of several, and none is never', () => {
    const night = [interval({ times: hours(22, 24) }), interval({ times: hours(0, 6) })];
    expect(isWithin(night, Date.parse('2026-01-01T23:30:00Z'))).toBe(true);
    expect(isWithin(night, Date.parse('2026-01-02T05:59:00Z'))).toBe(true);
    expect(isWithin(night, Date.parse('2026-01-02T06:00:00Z'))).toBe(false);
    expect(isWithin([], 0)).toBe(false);
  });
});
