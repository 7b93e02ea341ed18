import type {
  Ancestry,
  AncestryQuery,
  LineageChange,
  LineageStore,
  ProcessKey,
  ProcessRecord,
} from '@keywarden/lineage';
import type { Redis } from 'ioredis';
import { foldChanges, type FoldedProcess } from './fold.js';
import { BootNames, type Boot } from './boot-names.js';
import { decodeRecord, encodeRecord, FIELD_NAMES } from './redis-fields.js';
import { execute, stateError } from './redis-pipeline.js';
import { APPLY } from './redis-scripts.js';
import { walkAncestry } from './walk.js';

export interface RedisLineageOptions {
  keyPrefix: string;
  /** How long an exited process is remembered. */
  retentionSeconds: number;
  /**
   * How long a living process is remembered after the last news of its node: 30 days unless told.
   * Once in a tenth of it all living processes of a node are renewed, so that only those of a
   * vanished node or an earlier boot ever go.
   */
  livingSeconds?: number;
}

/** Processes per script call: Redis answers nobody else while a script runs. */
const CHUNK = 250;

/**
 * The process table in Redis. One hash per process, all keys of a node
 * in one hash slot: `PREFIX:{NODE}:p:BOOT:PID:START`, and a set `PREFIX:{NODE}:living:BOOT`. A batch of
 * changes is folded per process first and written in one round trip: a process that forked, executed
 * and exited within the batch is written once.
 */
export class RedisLineageStore implements LineageStore {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #retention: number;
  readonly #living: number;

  constructor(redis: Redis, options: RedisLineageOptions) {
    this.#redis = redis;
    this.#prefix = options.keyPrefix;
    this.#retention = options.retentionSeconds;
    this.#living = options.livingSeconds ?? 30 * 86_400;
  }

  /** @throws KeywardenError as {@link execute}. */
  async apply(changes: readonly LineageChange[]): Promise<void> {
    const calls: Promise<string | undefined>[] = [];
    for (const [boot, processes] of foldChanges(changes, new BootNames(this.#prefix))) {
      for (let at = 0; at < processes.length; at += CHUNK) {
        calls.push(this.#write(boot, processes.slice(at, at + CHUNK)));
      }
    }
    for (const due of await Promise.all(calls)) if (due !== undefined) await this.#renew(due);
  }

  /** @throws KeywardenError as {@link execute}. */
  ancestry(queries: readonly AncestryQuery[]): Promise<readonly Ancestry[]> {
    return walkAncestry(queries, (keys) => this.#read(keys));
  }

  /**
   * Sends one script call, without waiting for those before it: Redis works on them while the next is
   * being encoded. @returns the set of living processes when it is due for a renewal.
   */
  async #write(boot: Boot, processes: readonly FoldedProcess[]): Promise<string | undefined> {
    const keys = [boot.living, `${boot.living}:renewed`];
    const renewal = Math.max(1, Math.floor(this.#living / 10));
    const args = [this.#living, this.#retention, renewal].map(String);
    for (const { key, replacing, filling } of processes) {
      keys.push(boot.process(key));
      args.push(encodeRecord(replacing, filling));
    }
    try {
      const due = await this.#redis.eval(APPLY, keys.length, ...keys, ...args);
      return due === 1 ? boot.living : undefined;
    } catch (error) {
      throw stateError(error);
    }
  }

  async #read(keys: readonly ProcessKey[]): Promise<readonly (ProcessRecord | undefined)[]> {
    const pipeline = this.#redis.pipeline();
    const names = new BootNames(this.#prefix);
    for (const key of keys) pipeline.hmget(names.of(key).process(key), ...FIELD_NAMES);
    const answers = await execute(pipeline);
    return keys.map((key, index) => decodeRecord(key, answers[index] as (string | null)[]));
  }

  /** Gives the processes in a set of living ones their full time again. */
  async #renew(living: string): Promise<void> {
    const [names] = (await execute(this.#redis.pipeline().smembers(living))) as [string[]];
    const pipeline = this.#redis.pipeline();
    for (const name of names) pipeline.expire(name, this.#living);
    await execute(pipeline);
  }
}
