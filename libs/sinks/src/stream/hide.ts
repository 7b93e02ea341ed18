import type { DeliveryResult } from '@keywarden/routing';

const MAX_TEXT = 300;
const HIDDEN = '***';

/**
 * Results with every secret taken out, and no longer than 300 characters each: a receiver may echo the
 * request, token included, in its answer.
 */
export function hide(
  secrets: readonly (string | undefined)[],
  results: readonly DeliveryResult[],
): readonly DeliveryResult[] {
  const known = secrets.filter((secret) => secret !== undefined && secret !== '') as string[];
  const clean = (text: string): string =>
    known.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text).slice(0, MAX_TEXT);
  return results.map((result) => {
    if (result.outcome !== 'delivered') return { ...result, reason: clean(result.reason) };
    return result.answer === undefined ? result : { ...result, answer: clean(result.answer) };
  });
}
