import type { CredentialContent, CredentialKind } from '@keywarden/contracts';

/** One place where a distribution keeps a credential. */
export interface CatalogueEntry {
  distribution: string;
  kind: CredentialKind;
  content: CredentialContent;
  /** Absolute path on the node: `*` is one segment or a part of it, `**` any depth. */
  glob: string;
  /** Where the fact comes from: `repository:path@commit`. */
  source: string;
}
