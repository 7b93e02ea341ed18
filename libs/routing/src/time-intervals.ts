import { DateTime } from 'luxon';

/** An inclusive range of numbers. */
export interface NumberRange {
  from: number;
  to: number;
}

/**
 * A recurring stretch of time, as in Alertmanager: every list that is not empty must have a range with
 * the time in it.
 */
export interface TimeInterval {
  /** Minutes of the day: from is inclusive, to (at most 1,440) is not. */
  times: readonly NumberRange[];
  /** 1 Monday to 7 Sunday. */
  weekdays: readonly NumberRange[];
  /** 1 to 31, or -1 (the last day of the month) to -31. */
  daysOfMonth: readonly NumberRange[];
  months: readonly NumberRange[];
  years: readonly NumberRange[];
  /** IANA name, e.g. `Europe/Berlin`. */
  zone: string;
}

/**
 * Whether a moment (ms since 1970) lies in one of the intervals, by the wall clock of each one's zone: an
 * hour that daylight saving skips is never in one, an hour that it repeats is in one twice.
 */
export function isWithin(intervals: readonly TimeInterval[], nowMs: number): boolean {
  return intervals.some((interval) => contains(interval, nowMs));
}

function contains(interval: TimeInterval, nowMs: number): boolean {
  const local = DateTime.fromMillis(nowMs, { zone: interval.zone });
  const minute = local.hour * 60 + local.minute;
  const days = local.daysInMonth ?? 31;
  return (
    fits(interval.times, ({ from, to }) => minute >= from && minute < to) &&
    fits(interval.weekdays, inside(local.weekday)) &&
    fits(interval.daysOfMonth, ({ from, to }) =>
      inside(local.day)({ from: day(from, days), to: Math.min(days, day(to, days)) }),
    ) &&
    fits(interval.months, inside(local.month)) &&
    fits(interval.years, inside(local.year))
  );
}

function fits(ranges: readonly NumberRange[], test: (range: NumberRange) => boolean): boolean {
  return ranges.length === 0 || ranges.some(test);
}

function inside(value: number): (range: NumberRange) => boolean {
  return ({ from, to }) => value >= from && value <= to;
}

/** A day counted from the end of a month of so many days as one from its beginning. */
function day(value: number, days: number): number {
  return value < 0 ? days + 1 + value : value;
}
