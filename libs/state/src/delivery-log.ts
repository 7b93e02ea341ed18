import type { Redis } from 'ioredis';
import { keyPart } from './key-part.js';
import { execute } from './redis-pipeline.js';

export interface RedisDeliveryLogOptions {
  keyPrefix: string;
  /** How long a delivery is remembered: longer than any replay of the alerts topic reaches back. */
  retentionSeconds: number;
}

/**
 * The DeliveryLog port of libs/routing in Redis (by shape: that library belongs to another stage). One key per sink and alert, all of a sink in one hash slot.
 */
export class RedisDeliveryLog {
  readonly #redis: Redis;
  readonly #options: RedisDeliveryLogOptions;

  constructor(redis: Redis, options: RedisDeliveryLogOptions) {
    this.#redis = redis;
    this.#options = options;
  }

  /** @throws KeywardenError as {@link execute}. */
  async delivered(sink: string, alertIds: readonly string[]): Promise<readonly boolean[]> {
    if (alertIds.length === 0) return [];
    const keys = alertIds.map((id) => this.#key(sink, id));
    const [found] = (await execute(this.#redis.pipeline().mget(keys))) as [(string | null)[]];
    return found.map((value) => value !== null);
  }

  /** @throws KeywardenError as {@link execute}. */
  async record(sink: string, alertIds: readonly string[]): Promise<void> {
    const pipeline = this.#redis.pipeline();
    for (const id of alertIds) {
      pipeline.set(this.#key(sink, id), '1', 'EX', this.#options.retentionSeconds);
    }
    await execute(pipeline);
  }

  #key(sink: string, alertId: string): string {
    return `${this.#options.keyPrefix}:delivered:{${keyPart(sink)}}:${alertId}`;
  }
}

/** The same port in memory: the latest `maxEntries` deliveries of this process. */
export class MemoryDeliveryLog {
  readonly #maxEntries: number;
  /** Oldest first. */
  readonly #entries = new Set<string>();

  constructor(options: { maxEntries?: number } = {}) {
    this.#maxEntries = options.maxEntries ?? 100_000;
  }

  delivered(sink: string, alertIds: readonly string[]): Promise<readonly boolean[]> {
    return Promise.resolve(alertIds.map((id) => this.#entries.has(entry(sink, id))));
  }

  record(sink: string, alertIds: readonly string[]): Promise<void> {
    for (const id of alertIds) {
      const name = entry(sink, id);
      this.#entries.delete(name);
      this.#entries.add(name);
    }
    for (const oldest of this.#entries) {
      if (this.#entries.size <= this.#maxEntries) break;
      this.#entries.delete(oldest);
    }
    return Promise.resolve();
  }
}

function entry(sink: string, alertId: string): string {
  return `${keyPart(sink)}:${alertId}`;
}
