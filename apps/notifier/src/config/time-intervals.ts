import type { NumberRange, TimeInterval } from '@keywarden/routing';
import { IANAZone } from 'luxon';
import { z } from 'zod';

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** A value or `FROM:TO`, both included; names count from 1. */
function range(bounds: { min: number; max: number; names?: readonly string[] }, example: string) {
  return z.string().transform((text, context): NumberRange => {
    const parts = text.toLowerCase().split(':');
    const numbers = parts.map((part) => {
      const named = bounds.names?.indexOf(part.trim()) ?? -1;
      return named >= 0 ? named + 1 : /^-?\d+$/.test(part.trim()) ? Number(part) : Number.NaN;
    });
    const [from = Number.NaN, to = from] = numbers;
    const fits = (value: number): boolean =>
      value >= bounds.min && value <= bounds.max && value !== 0;
    // From the fifth day to the third last one is a range, although 5 > -3.
    const ordered = from <= to || (from > 0 && to < 0);
    if (parts.length <= 2 && fits(from) && fits(to) && ordered) return { from, to };
    context.addIssue({
      code: 'custom',
      message: `"${text}" is no such range; write e.g. ${example}`,
    });
    return z.NEVER;
  });
}

const clock = z
  .string()
  .regex(/^([01]\d|2[0-4]):[0-5]\d$/, 'must be HH:MM, at most 24:00')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)))
  .refine((minute) => minute <= 1_440, { error: 'must be HH:MM, at most 24:00' });

const times = z
  .strictObject({ start_time: clock, end_time: clock })
  .refine(({ start_time, end_time }) => start_time < end_time, {
    error: 'must end after it begins; across midnight takes two',
  })
  .transform(({ start_time, end_time }): NumberRange => ({ from: start_time, to: end_time }));

const interval = z
  .strictObject({
    times: z.array(times).default([]),
    weekdays: z.array(range({ min: 1, max: 7, names: WEEKDAYS }, '"monday:friday"')).default([]),
    days_of_month: z.array(range({ min: -31, max: 31 }, '"1:5" or "-3:-1"')).default([]),
    months: z.array(range({ min: 1, max: 12, names: MONTHS }, '"june:august"')).default([]),
    years: z.array(range({ min: 1970, max: 9999 }, '"2026:2027"')).default([]),
    /** IANA name of the time zone. */
    location: z
      .string()
      .refine((zone) => IANAZone.isValidZone(zone), {
        error: 'is no time zone; e.g. Europe/Berlin',
      })
      .default('UTC'),
  })
  .transform(
    ({ times: hours, weekdays, days_of_month, months, years, location }): TimeInterval => ({
      times: hours,
      weekdays,
      daysOfMonth: days_of_month,
      months,
      years,
      zone: location,
    }),
  );

/** The `time_intervals` of the notifier, in Alertmanager's form. */
export const timeIntervals = z
  .array(z.strictObject({ name: z.string().min(1), time_intervals: z.array(interval).min(1) }))
  .default([]);
