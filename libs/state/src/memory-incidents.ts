import {
  EMPTY_BOOK,
  type BookKey,
  type IncidentBook,
  type IncidentStore,
  type StoredBook,
} from '@keywarden/incidents';

/** The incident books of the all-in-one: of the latest `maxBooks` boots, gone with the process. */
export class MemoryIncidentStore implements IncidentStore {
  readonly #maxBooks: number;
  /** Least recently saved first. */
  readonly #books = new Map<string, StoredBook>();

  constructor(options: { maxBooks?: number } = {}) {
    this.#maxBooks = options.maxBooks ?? 10_000;
  }

  load(keys: readonly BookKey[]): Promise<readonly StoredBook[]> {
    const nothing: StoredBook = { book: EMPTY_BOOK, version: 0 };
    return Promise.resolve(keys.map((key) => this.#books.get(nameOf(key)) ?? nothing));
  }

  save(key: BookKey, book: IncidentBook, replaced: number): Promise<boolean> {
    const name = nameOf(key);
    if ((this.#books.get(name)?.version ?? 0) !== replaced) return Promise.resolve(false);
    this.#books.delete(name);
    this.#books.set(name, { book, version: replaced + 1 });
    for (const oldest of this.#books.keys()) {
      if (this.#books.size <= this.#maxBooks) break;
      this.#books.delete(oldest);
    }
    return Promise.resolve(true);
  }
}

function nameOf({ node, boot_id }: BookKey): string {
  return `${node}\n${boot_id}`;
}
