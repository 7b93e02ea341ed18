import type { Case } from '../support/case.ts';
import { casesOf } from '../support/places.ts';
import { ATTACKS } from './attacks/index.ts';
import { BACKUP } from './backup.ts';
import { BOUNDARIES } from './boundaries.ts';
import { CERTIFICATE_MANAGERS } from './certificate-managers.ts';
import { EVASIONS } from './evasions.ts';
import { FOREIGN } from './foreign.ts';
import { IMPOSTORS } from './impostors.ts';
import { MONITORING } from './monitoring.ts';
import { DISTRIBUTIONS } from './places/index.ts';
import { PODS } from './pods.ts';
import { SITE_RULES } from './site-rules.ts';

/** Every row, by class. */
export const CLASSES: Readonly<Record<string, readonly Case[]>> = {
  'components by distribution': DISTRIBUTIONS.flatMap(casesOf),
  'certificate managers': CERTIFICATE_MANAGERS,
  backup: BACKUP,
  monitoring: MONITORING,
  pods: PODS,
  attacks: ATTACKS,
  evasions: EVASIONS,
  impostors: IMPOSTORS,
  "another's credentials": FOREIGN,
  'rules of a site': SITE_RULES,
  boundaries: BOUNDARIES,
};
