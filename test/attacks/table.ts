import type { Attack, Twin } from './scenario.ts';
import { benignTwins } from './table/benign.ts';
import { identityAttacks } from './table/identity.ts';
import { limitAttacks } from './table/limits.ts';
import { linkAttacks } from './table/links.ts';
import { memoryAttacks } from './table/memory.ts';
import { mountAttacks } from './table/mounts.ts';
import { openAttacks } from './table/opens.ts';
import { podAttacks } from './table/pods.ts';
import { toolAttacks } from './table/tools.ts';
import { renameAttacks } from './table/renames.ts';

/** Every known way to take a credential, by family of technique. */
export const ATTACKS: readonly Attack[] = [
  ...toolAttacks,
  ...openAttacks,
  ...linkAttacks,
  ...renameAttacks,
  ...mountAttacks,
  ...podAttacks,
  ...identityAttacks,
  ...memoryAttacks,
  ...limitAttacks,
];

/** What must stay quiet. */
export const TWINS: readonly Twin[] = benignTwins;
