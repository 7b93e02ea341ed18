import type { Case } from '../support/case.ts';
import { casesOf } from '../support/places.ts';
import { DISTRIBUTIONS } from './places/index.ts';

/** Every row, by class. */
export const CLASSES: Readonly<Record<string, readonly Case[]>> = {
  'components by distribution': DISTRIBUTIONS.flatMap(casesOf),
};
