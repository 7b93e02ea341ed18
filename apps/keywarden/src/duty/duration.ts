import { KeywardenError } from '@keywarden/contracts';

const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * A duration of the command line, e.g. `90s`, `15m`, `2h`, `3d`, in ms. Strict: a number without a unit
 * or a month that could be a minute would silence the wrong stretch.
 *
 * @param option Named in the error.
 * @throws KeywardenError `KW_USAGE`
 */
export function parseDuration(option: string, text: string): number {
  const [, amount, unit = ''] = /^([1-9]\d{0,8})([smhd])$/.exec(text) ?? [];
  if (amount !== undefined) return Number(amount) * (UNITS[unit] ?? Number.NaN);
  throw new KeywardenError(
    'KW_USAGE',
    `${option}: "${text}" is no duration; write e.g. 90s, 15m, 2h or 3d`,
  );
}
