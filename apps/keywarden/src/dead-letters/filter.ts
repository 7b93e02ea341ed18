import { KeywardenError } from '@keywarden/contracts';
import { sinksOf, type Letter } from './letter.js';

/** Which letters are meant; undefined means all. */
export interface Filter {
  sink: string | undefined;
  code: string | undefined;
  alert: string | undefined;
}

export function matches(letter: Letter, { sink, code, alert }: Filter): boolean {
  return (
    (sink === undefined || sinksOf(letter).includes(sink)) &&
    (code === undefined || letter.code === code) &&
    (alert === undefined || letter.alert === alert)
  );
}

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * `90m`, `24h`, `7d` before now, or an RFC 3339 time, as ms since the epoch.
 *
 * @throws KeywardenError `KW_USAGE`
 */
export function parseSince(text: string, nowMs: number): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return Math.max(0, nowMs - Number(count) * (UNIT_MS[unit] ?? 0));
  const ms = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(ms)) return Math.max(0, ms);
  throw new KeywardenError(
    'KW_USAGE',
    `--since: "${text}" is neither a time nor such as 24h or 7d`,
  );
}
