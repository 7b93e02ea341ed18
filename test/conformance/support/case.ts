import type { CredentialKind, ProcessFacts } from '@keywarden/contracts';
import type { AlertReason } from '@keywarden/signature';
import type { Reader } from './reader.ts';

export const O_RDONLY = 0;
export const O_WRONLY = 1;
export const O_RDWR = 2;

/** How the credential is taken. `rename-in` replaces it by another file. */
export type Way = 'open' | 'receive' | 'rename' | 'rename-in' | 'link' | 'memory';

/** What must come out. */
export type Expected =
  /** A rule lets it pass; `rule` only where the facts leave no choice. */
  | 'allowed'
  /** Silent, because nothing secret was read. */
  | 'public-certificate'
  | 'write-only'
  | 'not-a-credential'
  /** An alert for whatever reason: the facts say that it is a theft, not which rule is nearest. */
  | 'alert'
  | AlertReason;

/** One row of the table. */
export interface Case {
  readonly title: string;
  /** The credential's own path on the node; what the catalogue makes of it goes into the event. */
  readonly path: string;
  readonly reader: Reader;
  readonly expected: Expected;
  /** What the catalogue must make of the path. */
  readonly kind?: CredentialKind;
  readonly way?: Way;
  readonly flags?: number;
  /** The path in the reader's mount view; `path` when absent. */
  readonly seenAs?: string;
  /** The path as the reader wrote it, before links were followed. */
  readonly given?: string;
  /** The name that it is moved or linked to. */
  readonly newPath?: string;
  readonly reachedBy?: readonly string[];
  /** Facts of the process that are otherwise than those of the reader. */
  readonly process?: Partial<ProcessFacts>;
  /** Facts of the process that are not known. */
  readonly without?: readonly (keyof ProcessFacts)[];
  /** Distributions that the collector found on the node; none when absent. */
  readonly installed?: readonly string[];
  /** Evasions that the alert must name. */
  readonly evasions?: readonly string[];
  /** A site's own layer, as it stands in a policy file. */
  readonly policy?: object;
  /** The lineage misses what the kernel named. */
  readonly isLineageLost?: boolean;
  /** The reader's session has made the file itself. */
  readonly isCreator?: boolean;
  /** Row of the facts: section and line, or an attack's number. */
  readonly fact: string;
}

/** Rows that share something, as a table writes them. */
export function rows(shared: Partial<Case>, list: readonly Partial<Case>[]): Case[] {
  return list.map((row) => whole({ ...shared, ...row }));
}

function whole(row: Partial<Case>): Case {
  const { path, reader, expected, fact } = row;
  if (path === undefined || reader === undefined || expected === undefined || fact === undefined) {
    throw new TypeError(`a row is not whole: ${row.title ?? row.path ?? '?'}`);
  }
  return { ...row, title: row.title ?? '', path, reader, expected, fact };
}
