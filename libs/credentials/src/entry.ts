import type { CredentialContent, CredentialKind, CredentialReach } from '@keywarden/contracts';

/** One place where a distribution keeps a credential. */
export interface CatalogueEntry {
  readonly distribution: string;
  readonly kind: CredentialKind;
  readonly content: CredentialContent;
  readonly reach: CredentialReach;
  /** Absolute path on the node: `*` is one segment or a part of it, `**` any depth. */
  readonly glob: string;
  /** A path as containers see it: never watched on the node. */
  readonly inContainer: boolean;
  /** False for what was found in one place only and never seen on a node. */
  readonly verified: boolean;
  /** Where the fact comes from: `repository:path@commit`. */
  readonly source: string;
}
