import type { CredentialEvent } from '@keywarden/contracts';
import type { Ancestry } from '@keywarden/lineage';
import type { Verdict } from '../verdict.js';

/** An event with what it was judged by, and the verdict. */
export interface Judged {
  readonly event: CredentialEvent;
  readonly lineage: Ancestry;
  readonly verdict: Verdict;
}
