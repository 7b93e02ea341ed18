import type { Alert } from '@keywarden/contracts';
import type { KnownNode, NodeMark, NodeRecord, NodeWatchStore } from '@keywarden/self-alerts';
import type { Redis } from 'ioredis';
import { keyPart } from './key-part.js';
import { execute, stateError } from './redis-pipeline.js';

export interface RedisNodeWatchOptions {
  keyPrefix: string;
  /** How long all of it stays after the last news of any node. */
  retentionSeconds?: number;
}

const MONTH = 30 * 86_400;

/** What a mark is in Redis: it is read all the time, so without names. */
type StoredMark = readonly [
  bootId: string,
  seq: number,
  state: NodeMark['state'],
  proofAgeMs: number | null,
  intervalMs: number,
  heardMs: number,
];
type StoredRecord = Omit<NodeRecord, 'mark'>;

/** KEYS: the episodes. ARGV: name, alert, seconds to keep. @returns the alert that is there now. */
const BEGIN = `
redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return redis.call('HGET', KEYS[1], ARGV[1])
`;

/** KEYS: the episodes. ARGV: name, id of the alert. */
const END = `
local found = redis.call('HGET', KEYS[1], ARGV[1])
if found and cjson.decode(found).id == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end
return 1
`;

/**
 * The nodes of a cluster in Redis, all in one hash slot: the hashes `PREFIX:node-watch:{fleet}:marks`,
 * `:records` and `:silences` by node, `:episodes` by name.
 */
export class RedisNodeWatchStore implements NodeWatchStore {
  readonly #redis: Redis;
  readonly #retention: number;
  readonly #base: string;

  constructor(redis: Redis, options: RedisNodeWatchOptions) {
    this.#redis = redis;
    this.#retention = options.retentionSeconds ?? MONTH;
    this.#base = `${options.keyPrefix}:node-watch:{fleet}`;
  }

  /** @throws KeywardenError as {@link execute}. */
  async load(nodes: readonly string[]): Promise<readonly KnownNode[]> {
    if (nodes.length === 0) return [];
    const pipeline = this.#redis.pipeline();
    for (const hash of ['marks', 'records', 'silences']) {
      pipeline.hmget(`${this.#base}:${hash}`, ...nodes);
    }
    const [marks, records, silences] = (await execute(pipeline)) as (string | null)[][];
    return nodes.map((node, index) => {
      const mark = marks?.[index] ?? undefined;
      const record = records?.[index] ?? undefined;
      const silence = silences?.[index] ?? undefined;
      return {
        ...(mark === undefined || record === undefined
          ? {}
          : { record: { mark: toMark(node, mark), ...(JSON.parse(record) as StoredRecord) } }),
        ...(silence === undefined ? {} : { silence: JSON.parse(silence) as Alert }),
      };
    });
  }

  /** @throws KeywardenError as {@link execute}. */
  async save(records: readonly NodeRecord[], spoke: readonly string[]): Promise<void> {
    const pipeline = this.#redis.pipeline();
    if (records.length > 0) {
      const marks = records.flatMap(({ mark }) => [mark.node, fromMark(mark)]);
      const others = records.flatMap(({ mark, ...record }) => [mark.node, JSON.stringify(record)]);
      pipeline.hset(`${this.#base}:marks`, ...marks);
      pipeline.hset(`${this.#base}:records`, ...others);
      pipeline.expire(`${this.#base}:marks`, this.#retention);
      pipeline.expire(`${this.#base}:records`, this.#retention);
    }
    if (spoke.length > 0) pipeline.hdel(`${this.#base}:silences`, ...spoke);
    await execute(pipeline);
  }

  /** @throws KeywardenError as {@link execute}. */
  async marks(): Promise<readonly NodeMark[]> {
    const [all] = (await execute(this.#redis.pipeline().hgetall(`${this.#base}:marks`))) as [
      Record<string, string>,
    ];
    return Object.entries(all).map(([node, text]) => toMark(node, text));
  }

  /** @throws KeywardenError as {@link execute}. */
  async silences(): Promise<ReadonlyMap<string, string>> {
    const all = await this.#alerts('silences');
    return new Map([...all].map(([node, { id }]) => [node, id]));
  }

  /** @throws KeywardenError as {@link execute}. */
  async silent(told: ReadonlyMap<string, Alert>): Promise<void> {
    if (told.size === 0) return;
    const name = `${this.#base}:silences`;
    const fields = [...told].flatMap(([node, alert]) => [node, JSON.stringify(alert)]);
    await execute(
      this.#redis
        .pipeline()
        .hset(name, ...fields)
        .expire(name, this.#retention),
    );
  }

  /** @throws KeywardenError as {@link execute}. */
  async forget(node: string): Promise<void> {
    const pipeline = this.#redis.pipeline();
    for (const hash of ['marks', 'records', 'silences']) {
      pipeline.hdel(`${this.#base}:${hash}`, node);
    }
    await execute(pipeline);
  }

  /** @throws KeywardenError as {@link execute}. */
  episodes(): Promise<ReadonlyMap<string, Alert>> {
    return this.#alerts('episodes');
  }

  /** @throws KeywardenError as {@link execute}. */
  async begin(name: string, alert: Alert): Promise<Alert> {
    const args = [name, JSON.stringify(alert), String(this.#retention)];
    return JSON.parse(await this.#script(BEGIN, args)) as Alert;
  }

  /** @throws KeywardenError as {@link execute}. */
  async end(name: string, { id }: Alert): Promise<void> {
    await this.#script(END, [name, id]);
  }

  /** @throws KeywardenError as {@link execute}. */
  async claim(name: string, ttlMs: number): Promise<boolean> {
    const key = `${this.#base}:claim:${keyPart(name)}`;
    const [answer] = await execute(
      this.#redis.pipeline().set(key, '1', 'PX', Math.max(1, Math.round(ttlMs)), 'NX'),
    );
    return answer === 'OK';
  }

  async #alerts(hash: string): Promise<Map<string, Alert>> {
    const [all] = (await execute(this.#redis.pipeline().hgetall(`${this.#base}:${hash}`))) as [
      Record<string, string>,
    ];
    return new Map(Object.entries(all).map(([name, text]) => [name, JSON.parse(text) as Alert]));
  }

  async #script(script: string, args: readonly string[]): Promise<string> {
    try {
      return String(await this.#redis.eval(script, 1, `${this.#base}:episodes`, ...args));
    } catch (error) {
      throw stateError(error);
    }
  }
}

function fromMark(mark: NodeMark): string {
  const { boot_id, seq, state, proof_age_ms, interval_ms, heard_ms } = mark;
  const stored: StoredMark = [boot_id, seq, state, proof_age_ms ?? null, interval_ms, heard_ms];
  return JSON.stringify(stored);
}

function toMark(node: string, text: string): NodeMark {
  const [boot_id, seq, state, age, interval_ms, heard_ms] = JSON.parse(text) as StoredMark;
  const proof = age === null ? {} : { proof_age_ms: age };
  return { node, boot_id, seq, state, ...proof, interval_ms, heard_ms };
}
