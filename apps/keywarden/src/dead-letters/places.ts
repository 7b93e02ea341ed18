import { KeywardenError } from '@keywarden/contracts';
import { parseRef } from './letter.js';
import type { Place } from './survey.js';

/**
 * The places that the command line names.
 *
 * @throws KeywardenError `KW_USAGE` for one that is not `PARTITION/OFFSET`
 */
export function placesOf(letters: readonly string[]): Place[] {
  return letters.map((text) => {
    const place = parseRef(text);
    if (place !== undefined) return place;
    throw new KeywardenError('KW_USAGE', `"${text}" is not PARTITION/OFFSET, e.g. 3/1207`);
  });
}
