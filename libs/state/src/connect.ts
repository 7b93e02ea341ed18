import { KeywardenError } from '@keywarden/contracts';
import type { HealthState, Logger } from '@keywarden/platform';
import { Redis, type RedisOptions } from 'ioredis';

export interface RedisConnectionOptions {
  /** `redis://`, `rediss://` or `unix://`. */
  url: string;
  logger: Logger;
  onHealth?: (state: HealthState, detail?: string) => void;
  /** How long waiting at start may take, ms; absent: for ever. */
  waitLimitMs?: number;
  /** Ends waiting at start. */
  signal?: AbortSignal;
}

export interface RedisConnection {
  redis: Redis;
  /** Idempotent; commands in flight are answered first. */
  close: () => Promise<void>;
}

const LOG_EVERY_MS = 10_000;

/**
 * A command without a connection fails at once instead of piling up in a queue: the batch that needs
 * it is repeated by the bus, which bounds what is held.
 */
const OPTIONS = {
  lazyConnect: true,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  commandTimeout: 10_000,
  connectTimeout: 3_000,
  retryStrategy: (attempt: number): number | null =>
    Math.min(3_000, 100 * 2 ** Math.min(attempt, 10)),
} satisfies RedisOptions;

/**
 * Connects to Redis and stays connected: waits with backoff while it cannot be reached, says so at
 * most every ten seconds, and reports `down` and `ok`.
 *
 * @throws KeywardenError `KW_STATE_UNREACHABLE` when the wait limit is over or the signal aborted.
 */
export async function connectRedis(options: RedisConnectionOptions): Promise<RedisConnection> {
  const redis = new Redis(address(options.url), OPTIONS);
  const where = displayUrl(options.url);
  let closing: Promise<void> | undefined;
  let last = '';
  let spoke = -Infinity;
  redis.on('error', (error: Error) => {
    last = error.message === '' ? String((error as NodeJS.ErrnoException).code) : error.message;
    if (closing !== undefined) return;
    options.onHealth?.('down', last);
    if (performance.now() - spoke < LOG_EVERY_MS) return;
    spoke = performance.now();
    options.logger.warn({ error: last }, `waiting for Redis at ${where}`);
  });
  redis.on('close', () => {
    if (closing === undefined) options.onHealth?.('down', last === '' ? 'connection lost' : last);
  });
  const ready = Promise.withResolvers<undefined>();
  redis.on('ready', () => {
    last = '';
    if (spoke > -Infinity) options.logger.info(`Redis at ${where} can be reached again`);
    spoke = -Infinity;
    options.onHealth?.('ok');
    ready.resolve(undefined);
  });
  const close = (): Promise<void> => (closing ??= quit(redis));
  redis.connect().catch(() => undefined);
  try {
    await withinLimit(ready.promise, options);
  } catch {
    await close();
    throw new KeywardenError('KW_STATE_UNREACHABLE', last === '' ? 'stopped waiting' : last, {
      retryable: true,
      where: `Redis at ${where}`,
      hint: 'Check redis.url, the network between here and there, and that Redis runs.',
    });
  }
  return { redis, close };
}

/** One attempt to reach Redis, for `keywarden doctor`. Never rejects. */
export async function checkRedis(url: string): Promise<{ ok: boolean; detail: string }> {
  const redis = new Redis(address(url), { ...OPTIONS, retryStrategy: () => null });
  let last = '';
  redis.on('error', (error: Error) => {
    last = error.message;
  });
  try {
    await redis.connect();
    const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'unknown';
    return { ok: true, detail: `version ${version}` };
  } catch (error) {
    const message = last === '' && error instanceof Error ? error.message : last;
    return { ok: false, detail: `${displayUrl(url)}: ${message}` };
  } finally {
    redis.disconnect();
  }
}

async function withinLimit(
  ready: Promise<unknown>,
  { waitLimitMs, signal }: RedisConnectionOptions,
): Promise<void> {
  const over = Promise.withResolvers<never>();
  const abort = (): void => {
    over.reject(new Error('stopped waiting'));
  };
  const timer = waitLimitMs === undefined ? undefined : setTimeout(abort, waitLimitMs);
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([ready, over.promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

async function quit(redis: Redis): Promise<void> {
  try {
    if (redis.status === 'ready') await redis.quit();
  } catch {
    // The connection went away while we said goodbye.
  } finally {
    redis.disconnect();
  }
}

/** ioredis takes the path of a Unix socket without a scheme. */
function address(url: string): string {
  return url.startsWith('unix://') ? url.slice('unix://'.length) : url;
}

/** The address without user and password. */
function displayUrl(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}
