import {
  EMPTY_BOOK,
  type BookKey,
  type IncidentBook,
  type IncidentStore,
  type StoredBook,
} from '@keywarden/incidents';
import type { Redis } from 'ioredis';
import { keyPart } from './key-part.js';
import { execute, stateError } from './redis-pipeline.js';

export interface RedisIncidentOptions {
  keyPrefix: string;
  /** How long a book stays after its last change: longer than any incident is open. */
  retentionSeconds?: number;
}

const WEEK = 7 * 86_400;
const VERSION = 'v';
const BOOK = 'b';

/** KEYS: the book. ARGV: the version that it replaces, the book, seconds to keep. */
const SAVE = `
local version = tonumber(redis.call('HGET', KEYS[1], '${VERSION}') or '0')
if version ~= tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], '${VERSION}', version + 1, '${BOOK}', ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
`;

/**
 * The incident books in Redis: one hash per boot of a node, `PREFIX:{NODE}:incidents:BOOT`, in the same
 * hash slot as the lineage of the node.
 */
export class RedisIncidentStore implements IncidentStore {
  readonly #redis: Redis;
  readonly #options: Required<RedisIncidentOptions>;

  constructor(redis: Redis, options: RedisIncidentOptions) {
    this.#redis = redis;
    this.#options = { retentionSeconds: WEEK, ...options };
  }

  /** @throws KeywardenError as {@link execute}. */
  async load(keys: readonly BookKey[]): Promise<readonly StoredBook[]> {
    const pipeline = this.#redis.pipeline();
    for (const key of keys) pipeline.hmget(this.#nameOf(key), VERSION, BOOK);
    const answers = (await execute(pipeline)) as [string | null, string | null][];
    return answers.map(([version, text]) => ({
      version: Number(version ?? 0),
      book: text === null ? EMPTY_BOOK : (JSON.parse(text) as IncidentBook),
    }));
  }

  /** @throws KeywardenError as {@link execute}. */
  async save(key: BookKey, book: IncidentBook, replaced: number): Promise<boolean> {
    const { retentionSeconds } = this.#options;
    const args = [replaced, JSON.stringify(book), retentionSeconds];
    try {
      return (await this.#redis.eval(SAVE, 1, this.#nameOf(key), ...args)) === 1;
    } catch (error) {
      throw stateError(error);
    }
  }

  #nameOf({ node, boot_id }: BookKey): string {
    return `${this.#options.keyPrefix}:{${keyPart(node)}}:incidents:${keyPart(boot_id)}`;
  }
}
