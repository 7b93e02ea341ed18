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
import { keyPart } from './key-part.js';
import { decodeRecord, encodeField, encodeFields, FIELD_NAMES } from './redis-fields.js';
import { execute } from './redis-pipeline.js';
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
 * The process table in Redis (7.0 or newer, for EXPIRE NX). One hash per process, all keys of a node
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
    const pipeline = this.#redis.pipeline();
    const sets: string[] = [];
    const boots = Map.groupBy(foldChanges(changes), ({ key }) => this.#livingKey(key));
    for (const [living, processes] of boots) {
      for (let at = 0; at < processes.length; at += CHUNK) {
        const { keys, args } = this.#applyCall(living, processes.slice(at, at + CHUNK));
        pipeline.eval(APPLY, keys.length, ...keys, ...args);
        sets.push(living);
      }
    }
    const due = await execute(pipeline);
    for (const [at, living] of sets.entries()) {
      if (due[at] === 1) await this.#renew(living);
    }
  }

  /** @throws KeywardenError as {@link execute}. */
  ancestry(queries: readonly AncestryQuery[]): Promise<readonly Ancestry[]> {
    return walkAncestry(queries, (keys) => this.#read(keys));
  }

  #applyCall(
    living: string,
    processes: readonly FoldedProcess[],
  ): { keys: string[]; args: string[] } {
    const keys = [living, `${living}:renewed`];
    const renewal = Math.max(1, Math.floor(this.#living / 10));
    const args = [this.#living, this.#retention, renewal].map(String);
    for (const { key, record } of processes) {
      const fields = encodeFields(record);
      keys.push(this.#processKey(key));
      args.push(String(fields.length), ...fields);
      args.push(encodeField(record, 'parent'), encodeField(record, 'exited_at'));
    }
    return { keys, args };
  }

  async #read(keys: readonly ProcessKey[]): Promise<readonly (ProcessRecord | undefined)[]> {
    const pipeline = this.#redis.pipeline();
    for (const key of keys) pipeline.hmget(this.#processKey(key), ...FIELD_NAMES);
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

  #processKey(key: ProcessKey): string {
    return `${this.#boot(key, 'p')}:${String(key.pid)}:${String(key.start_time)}`;
  }

  /** Per boot, because the processes of an earlier boot never exit. */
  #livingKey(key: ProcessKey): string {
    return this.#boot(key, 'living');
  }

  #boot({ node, boot_id }: ProcessKey, kind: string): string {
    return `${this.#prefix}:{${keyPart(node)}}:${kind}:${keyPart(boot_id)}`;
  }
}
