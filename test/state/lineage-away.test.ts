import type { LineageChange } from '@keywarden/lineage';
import { RedisLineageStore, ResilientLineage, connectRedis } from '@keywarden/state';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { startRedis, type RedisServer } from '../support/redis.ts';
import { waitFor } from '../support/wait.ts';

const BATCH = 50;
const key = (pid: number) => ({ node: 'n', boot_id: 'b', pid, start_time: 1 });
const fork = (pid: number): LineageChange => {
  const parent = { pid: pid - 1, start_time: 1 };
  return { kind: 'fork', key: key(pid), record: { pid, start_time: 1, comm: 'p', parent } };
};

/** Takes Redis away and gives it back. */
type Outage = (server: RedisServer) => Promise<() => Promise<void>>;

const frozen: Outage = ({ pid }) => {
  process.kill(pid, 'SIGSTOP');
  return Promise.resolve(() => {
    process.kill(pid, 'SIGCONT');
    return Promise.resolve();
  });
};

const killed: Outage = async (server) => {
  await server.kill9();
  return () => server.restart();
};

describe('lineage without Redis', () => {
  it.each([
    ['frozen', frozen],
    ['killed', killed],
  ] as const)('goes on, marked, while it is %s, and is whole afterwards', async (_, takeAway) => {
    const server = await startRedis();
    const { redis, close } = await connectRedis({
      url: server.url,
      logger: pino({ level: 'silent' }),
    });
    const store = new RedisLineageStore(redis, { keyPrefix: 'away', retentionSeconds: 600 });
    const lineage = new ResilientLineage(store, { maxBuffered: 10_000 });
    let last = 0;
    /** One batch of a chain that grows, and how its newest process is answered for. */
    const step = async () => {
      const changes = Array.from({ length: BATCH }, () => fork((last += 1)));
      const hints = [{ pid: last - 1, start_time: 1, comm: 'from-the-kernel' }];
      const began = performance.now();
      const [, [answer]] = await Promise.all([
        lineage.apply(changes),
        lineage.ancestry([{ key: key(last), depth: 1_000, hints }]),
      ]);
      return { answer, took: performance.now() - began };
    };

    expect((await step()).answer?.processes).toHaveLength(last);
    const giveBack = await takeAway(server);
    for (let round = 0; round < 10; round += 1) {
      const { answer, took } = await step();
      expect(answer).toMatchObject({ source: 'kernel', complete: false });
      expect(answer?.processes[1]).toMatchObject({ comm: 'from-the-kernel' });
      expect(took).toBeLessThan(1_500);
    }
    await giveBack();
    await waitFor(async () => (await step()).answer?.source === undefined, {
      what: 'answers from Redis again',
      deadlineMs: 30_000,
    });
    const [whole] = await store.ancestry([{ key: key(last), depth: last + 10 }]);
    expect(whole?.complete).toBe(true);
    expect(whole?.processes.map(({ pid }) => pid)).toEqual(
      Array.from({ length: last }, (_, at) => last - at),
    );
    await close();
    await server.stop();
  });
});
