import type { DeliveryResult } from '@keywarden/routing';

const MAX_TEXT = 300;
const HIDDEN = '***';
/** A shorter beginning of a secret says nothing, and would be found in ordinary text. */
const MIN_PART = 4;

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
    known.reduce((rest, secret) => without(secret, rest), text).slice(0, MAX_TEXT);
  return results.map((result) => {
    if (result.outcome !== 'delivered') return { ...result, reason: clean(result.reason) };
    return result.answer === undefined ? result : { ...result, answer: clean(result.answer) };
  });
}

/** An excerpt may end within the secret, so its beginning at the end of the text goes too. */
function without(secret: string, text: string): string {
  const rest = text.replaceAll(secret, HIDDEN);
  for (let length = secret.length - 1; length >= MIN_PART; length -= 1) {
    if (rest.endsWith(secret.slice(0, length))) return `${rest.slice(0, -length)}${HIDDEN}`;
  }
  return rest;
}
