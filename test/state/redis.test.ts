import {
  MemoryLineageStore,
  RedisNotificationStore,
  RedisIncidentStore,
  RedisLineageStore,
  RedisNodeWatchStore,
  checkRedis,
  connectRedis,
} from '@keywarden/state';
import {
  CONTRACT_RETENTION_SECONDS,
  describeIncidentStoreContract,
  describeLineageStoreContract,
  describeNodeWatchStoreContract,
} from '@keywarden/testing';
import type { LineageChange } from '@keywarden/lineage';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/ports.ts';
import { startRedis, type RedisServer } from '../support/redis.ts';
import { waitFor } from '../support/wait.ts';

const logger = pino({ level: 'silent' });
let server: RedisServer;
beforeAll(async () => {
  server = await startRedis({ config: { appendfsync: 'no' } });
});
afterAll(async () => {
  await server.stop();
});

describeLineageStoreContract('Redis', async () => {
  const { redis, close } = await connectRedis({ url: server.url, logger });
  const store = new RedisLineageStore(redis, {
    keyPrefix: 'contract',
    retentionSeconds: CONTRACT_RETENTION_SECONDS,
  });
  return { store, close, pass: (seconds: number) => delay(seconds * 1_000) };
});

describeIncidentStoreContract('Redis', async () => {
  const { redis, close } = await connectRedis({ url: server.url, logger });
  return { store: new RedisIncidentStore(redis, { keyPrefix: 'contract' }), close };
});

let fleets = 0;
describeNodeWatchStoreContract('Redis', async () => {
  const { redis, close } = await connectRedis({ url: server.url, logger });
  fleets += 1;
  const store = new RedisNodeWatchStore(redis, { keyPrefix: `contract-${String(fleets)}` });
  return { store, close, pass: (ms: number) => delay(ms) };
});

describe('keys in Redis', () => {
  const key = (pid: number) => ({ node: 'n', boot_id: 'b', pid, start_time: 1 });
  const up = (pid: number): LineageChange => {
    return { kind: 'upsert', key: key(pid), record: { pid, start_time: 1, comm: 'p' } };
  };

  it('all end: exited processes soon, living ones with their node, deliveries after retention', async () => {
    const { redis, close } = await connectRedis({ url: server.url, logger });
    const store = new RedisLineageStore(redis, { keyPrefix: 'ttl', retentionSeconds: 60 });
    await store.apply([up(1), up(2), up(3)]);
    await store.apply([{ kind: 'exit', key: key(2), exited_at: 'x' }]);
    const log = new RedisNotificationStore(redis, { keyPrefix: 'ttl', retentionSeconds: 50 });
    const told = { incident_id: 'i', keys: ['a'], records: [], release: true };
    await log.commit('s', 'owner', [told]);
    const seconds = await Promise.all(
      ['ttl:{n}:p:b:1:1', 'ttl:{n}:p:b:2:1', 'ttl:{n}:living:b', 'ttl:{i}:told:s'].map((name) =>
        redis.ttl(name),
      ),
    );
    expect(seconds[0]).toBeGreaterThan(29 * 86_400);
    expect(seconds[1]).toBeLessThanOrEqual(60);
    expect(seconds[2]).toBeGreaterThan(29 * 86_400);
    expect(seconds[3]).toBeLessThanOrEqual(50);
    expect(await redis.smembers('ttl:{n}:living:b')).toHaveLength(2);
    await close();
  });

  it('are of one hash slot in every call, whatever a node is named', async () => {
    const { redis, close } = await connectRedis({ url: server.url, logger });
    const sent: string[][] = [];
    const send = redis.sendCommand.bind(redis);
    redis.sendCommand = (command, ...rest) => {
      sent.push(command.getKeys().map(String));
      return send(command, ...rest);
    };
    const store = new RedisLineageStore(redis, { keyPrefix: 'slot', retentionSeconds: 60 });
    const at = (node: string, pid: number) => ({ ...key(pid), node });
    const nodes = ['n1', 'n2', '{', '}', '{}x', 'a}{b'];
    const changes = nodes.flatMap((node) =>
      [1, 2, 3].map((pid): LineageChange => ({ ...up(pid), key: at(node, pid) })),
    );
    await store.apply(changes);
    await store.ancestry(nodes.map((node) => ({ key: at(node, 2), depth: 4 })));
    expect(sent.length).toBeGreaterThan(nodes.length);
    for (const keys of sent) {
      const tags = new Set(keys.map((name) => /\{([^}]+)\}/.exec(name)?.[1] ?? 'none'));
      expect([...tags]).toHaveLength(1);
      expect(tags).not.toContain('none');
    }
    await close();
  });

  it('renews the living processes of a node that still has news', async () => {
    const { redis, close } = await connectRedis({ url: server.url, logger });
    const options = { keyPrefix: 'renew', retentionSeconds: 60, livingSeconds: 30 };
    const store = new RedisLineageStore(redis, options);
    await store.apply([up(1)]);
    await redis.expire('renew:{n}:p:b:1:1', 5);
    await redis.del('renew:{n}:living:b:renewed');
    await store.apply([up(2)]);
    expect(await redis.ttl('renew:{n}:p:b:1:1')).toBeGreaterThan(25);
    await close();
  });

  it('answers exactly as the store in memory does', async () => {
    const { redis, close } = await connectRedis({ url: server.url, logger });
    const real = new RedisLineageStore(redis, { keyPrefix: 'same', retentionSeconds: 60 });
    const model = new MemoryLineageStore({ maxProcesses: 1_000, retentionSeconds: 60 });
    let random = 7;
    const next = (bound: number): number => (random = (random * 48_271) % 2_147_483_647) % bound;
    for (let round = 0; round < 40; round += 1) {
      const batch = Array.from({ length: next(20) }, (): LineageChange => {
        const pid = 1 + next(12);
        if (next(4) === 0) return { kind: 'exit', key: key(pid), exited_at: String(round) };
        const parent = { pid: next(12), start_time: 1 };
        const record = {
          pid,
          start_time: 1,
          comm: String(next(9)),
          ...(next(2) === 0 ? { parent } : {}),
        };
        return { kind: 'upsert', key: key(pid), record };
      });
      await Promise.all([real.apply(batch), model.apply(batch)]);
      const queries = Array.from({ length: 12 }, (_, at) => ({ key: key(at + 1), depth: 6 }));
      expect(await real.ancestry(queries)).toEqual(await model.ancestry(queries));
    }
    await close();
  });
});

describe('connectRedis', () => {
  it('waits for Redis, fails fast and retryable while it is away, and recovers', async () => {
    const port = await freePort();
    const heard: string[] = [];
    const connecting = connectRedis({
      url: `redis://127.0.0.1:${String(port)}`,
      logger,
      onHealth: (state) => heard.push(state),
    });
    await waitFor(() => heard.includes('down'), { what: 'health down' });
    const late = await startRedis({ port });
    const { redis, close } = await connecting;
    expect(heard.at(-1)).toBe('ok');

    const store = new RedisLineageStore(redis, { keyPrefix: 'k', retentionSeconds: 60 });
    await late.kill9();
    await waitFor(() => heard.at(-1) === 'down', { what: 'health down again' });
    const key = { node: 'n', boot_id: 'b', pid: 1, start_time: 1 };
    await expect(
      store.apply([{ kind: 'upsert', key, record: { pid: 1, start_time: 1, comm: 'p' } }]),
    ).rejects.toMatchObject({ code: 'KW_STATE_UNREACHABLE', retryable: true });
    await late.restart();
    await waitFor(() => heard.at(-1) === 'ok', { what: 'health ok again' });
    await store.apply([{ kind: 'upsert', key, record: { pid: 1, start_time: 1, comm: 'p' } }]);
    expect((await store.ancestry([{ key, depth: 1 }]))[0]?.processes).toHaveLength(1);
    await close();
    await close();
    await late.stop();
  });

  it('gives up at the wait limit and at an abort, with an error that names the address', async () => {
    const url = `redis://user:secret@127.0.0.1:${String(await freePort())}`;
    const failure = connectRedis({ url, logger, waitLimitMs: 300 });
    await expect(failure).rejects.toMatchObject({ code: 'KW_STATE_UNREACHABLE', retryable: true });
    await expect(failure).rejects.not.toThrow(/secret/);
    const aborted = connectRedis({ url, logger, signal: AbortSignal.abort() });
    await expect(aborted).rejects.toMatchObject({ code: 'KW_STATE_UNREACHABLE' });
    expect(await checkRedis(url)).toMatchObject({ ok: false });
    expect((await checkRedis(url)).detail).not.toContain('secret');
    expect(await checkRedis(server.url)).toMatchObject({ ok: true });
  });
});
