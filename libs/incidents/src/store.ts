import type { IncidentBook } from './book.js';

/** Whose book it is. */
export interface BookKey {
  readonly node: string;
  readonly boot_id: string;
}

/** A book as it was found; `version` 0 when there was none. */
export interface StoredBook {
  readonly book: IncidentBook;
  readonly version: number;
}

/**
 * Keeps the incident books of all nodes. Implementations: Redis and in-memory, in libs/state; one
 * contract suite runs against both.
 */
export interface IncidentStore {
  /** One answer per key, in order. */
  load(keys: readonly BookKey[]): Promise<readonly StoredBook[]>;
  /**
   * Stores a book in place of the one of this version.
   *
   * @returns false when another version is there by now: somebody else works on this node.
   */
  save(key: BookKey, book: IncidentBook, replaced: number): Promise<boolean>;
}
