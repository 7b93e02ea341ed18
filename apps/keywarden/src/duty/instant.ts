import { KeywardenError } from '@keywarden/contracts';
import { z } from 'zod';

const rfc3339 = z.iso.datetime({ offset: true });

/**
 * A point in time of the command line in ms since 1970.
 *
 * @param option Named in the error.
 * @throws KeywardenError `KW_USAGE` for anything but RFC 3339 with a zone
 */
export function parseInstant(option: string, text: string): number {
  if (rfc3339.safeParse(text).success) return Date.parse(text);
  throw new KeywardenError(
    'KW_USAGE',
    `${option}: "${text}" is no RFC 3339 time with a zone; write e.g. 2026-11-24T18:00:00+01:00`,
  );
}

/** A stored time as people see it: UTC, to the second. What is no time is shown as it is. */
export function showTime(text: string): string {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? text : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
