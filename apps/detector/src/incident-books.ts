import { KeywardenError } from '@keywarden/contracts';
import {
  EMPTY_BOOK,
  type BookKey,
  type IncidentBook,
  type IncidentStore,
} from '@keywarden/incidents';

interface Entry {
  readonly key: BookKey;
  /** Of the stored book that this one began as. */
  readonly version: number;
  readonly found: IncidentBook;
  book: IncidentBook;
}

/** Nodes whose books wait for the store to come back; beyond it the longest waiting goes. */
const MAX_WAITING = 1_000;

/**
 * The incident books of all nodes, over their store. While the store is away, verdicts go on with what
 * this process knows; its books are saved later.
 */
export class IncidentBooks {
  readonly #store: IncidentStore;
  readonly #onDegraded: (reason: string) => void;
  /** Not saved yet, longest waiting first. */
  readonly #waiting = new Map<string, Entry>();

  constructor(store: IncidentStore, onDegraded: (reason: string) => void) {
    this.#store = store;
    this.#onDegraded = onDegraded;
  }

  /** For one batch; another batch has its own. */
  open(): OpenBooks {
    return new OpenBooks(
      (keys) => this.#find(keys),
      (entry) => this.#save(entry),
    );
  }

  async #find(keys: readonly BookKey[]): Promise<Entry[]> {
    const stored = await this.#load(keys);
    return keys.map((key, index) => {
      const { book, version } = stored?.[index] ?? { book: EMPTY_BOOK, version: -1 };
      const name = nameOf(key);
      const waiting = this.#waiting.get(name);
      const isOurs = waiting !== undefined && (version === -1 || version === waiting.version);
      if (isOurs) return { ...waiting, version: Math.max(version, waiting.version) };
      this.#waiting.delete(name);
      return { key, version, found: book, book };
    });
  }

  async #load(keys: readonly BookKey[]) {
    try {
      return await this.#store.load(keys);
    } catch (error) {
      this.#degrade(error);
      return undefined;
    }
  }

  async #save(entry: Entry): Promise<void> {
    const { key, book, found, version } = entry;
    const name = nameOf(key);
    if (book === found && !this.#waiting.has(name)) return;
    try {
      if (version >= 0 && !(await this.#store.save(key, book, version))) {
        this.#waiting.delete(name);
        throw conflict(key);
      }
      if (version >= 0) {
        this.#waiting.delete(name);
        return;
      }
    } catch (error) {
      if (!isAway(error)) throw error;
      this.#degrade(error);
    }
    this.#waiting.delete(name);
    this.#waiting.set(name, { ...entry, version: Math.max(version, 0) });
    for (const oldest of this.#waiting.keys()) {
      if (this.#waiting.size <= MAX_WAITING) break;
      this.#waiting.delete(oldest);
    }
  }

  #degrade(error: unknown): void {
    if (!isAway(error)) throw error;
    this.#onDegraded(error.message);
  }
}

/**
 * The books of the nodes that one batch is about: loaded when they are first needed, changed in memory,
 * and saved when the alerts of the batch are with the bus. Whoever works the batch off again after a
 * crash in between comes to the same alerts.
 */
export class OpenBooks {
  readonly #entries = new Map<string, Entry>();
  readonly #find: (keys: readonly BookKey[]) => Promise<Entry[]>;
  readonly #save: (entry: Entry) => Promise<void>;

  constructor(
    find: (keys: readonly BookKey[]) => Promise<Entry[]>,
    save: (entry: Entry) => Promise<void>,
  ) {
    this.#find = find;
    this.#save = save;
  }

  /** Makes the books of these nodes ready; those that are ready already stay as they are. */
  async need(keys: readonly BookKey[]): Promise<void> {
    const wanted = new Map<string, BookKey>();
    for (const { node, boot_id } of keys) {
      const name = nameOf({ node, boot_id });
      if (!this.#entries.has(name)) wanted.set(name, { node, boot_id });
    }
    if (wanted.size === 0) return;
    for (const entry of await this.#find([...wanted.values()])) {
      this.#entries.set(nameOf(entry.key), entry);
    }
  }

  /** Empty for a node that was not asked for: nothing that matters is read from it. */
  of(key: BookKey): IncidentBook {
    return this.#entries.get(nameOf(key))?.book ?? EMPTY_BOOK;
  }

  /** @throws TypeError for a changed book of a node that was not asked for. */
  set(key: BookKey, book: IncidentBook): void {
    const entry = this.#entries.get(nameOf(key));
    if (entry !== undefined) entry.book = book;
    else if (book !== EMPTY_BOOK) throw new TypeError('the book was not asked for');
  }

  /**
   * Saves what has changed.
   *
   * @throws KeywardenError `KW_STATE_FAILED`, retryable, when another detector has changed a book
   *   meanwhile: the batch has to be worked off again.
   */
  async save(): Promise<void> {
    await Promise.all([...this.#entries.values()].map((entry) => this.#save(entry)));
  }
}

function nameOf({ node, boot_id }: BookKey): string {
  return `${node}\n${boot_id}`;
}

function isAway(error: unknown): error is KeywardenError {
  return error instanceof KeywardenError && error.code === 'KW_STATE_UNREACHABLE';
}

function conflict({ node }: BookKey): KeywardenError {
  return new KeywardenError(
    'KW_STATE_FAILED',
    'the incidents of a node were changed by another detector',
    { retryable: true, where: `node ${node}` },
  );
}
