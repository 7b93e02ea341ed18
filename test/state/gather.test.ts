import { connectRedis, type RedisConnection } from '@keywarden/state';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisGather } from '../../libs/state/src/redis-gather.ts';
import { startRedis, type RedisServer } from '../support/redis.ts';

let server: RedisServer;
let connection: RedisConnection;
beforeAll(async () => {
  server = await startRedis();
  connection = await connectRedis({ url: server.url, logger: pino({ level: 'silent' }) });
});
afterAll(async () => {
  await connection.close();
  await server.stop();
});

describe('RedisGather', () => {
  it('sends what is asked in one turn with one write, and answers each with its own', async () => {
    const gather = new RedisGather(connection.redis);
    const { stream } = connection.redis;
    const before = stream.bytesWritten;
    let writes = 0;
    const write = stream.write.bind(stream);
    stream.write = ((...args: Parameters<typeof write>) => {
      writes += 1;
      return write(...args);
    }) as typeof write;
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        gather.run((pipeline) =>
          pipeline
            .set(`gather-${String(n)}`, n)
            .get(`gather-${String(n)}`)
            .echo(String(n)),
        ),
      ),
    );
    stream.write = write;
    expect(answers).toEqual(Array.from({ length: 20 }, (_, n) => ['OK', String(n), String(n)]));
    expect(writes).toBe(1);
    expect(stream.bytesWritten).toBeGreaterThan(before);
  });

  it('tells a refusal to the one whose command it was', async () => {
    const gather = new RedisGather(connection.redis);
    const [good, bad, other] = await Promise.allSettled([
      gather.run((pipeline) => pipeline.set('text', 'a')),
      gather.run((pipeline) => pipeline.lpush('text', 'b')),
      gather.run((pipeline) => pipeline.get('text')),
    ]);
    expect(good).toMatchObject({ status: 'fulfilled', value: ['OK'] });
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'KW_STATE_FAILED' } });
    expect(other).toMatchObject({ status: 'fulfilled', value: ['a'] });
  });

  it('answers nothing for nothing, and tells everybody when there is no connection', async () => {
    const gather = new RedisGather(connection.redis);
    expect(await gather.run(() => undefined)).toEqual([]);
    await server.stop();
    const results = await Promise.allSettled(
      ['a', 'b'].map((name) => gather.run((pipeline) => pipeline.get(name))),
    );
    for (const result of results) {
      expect(result).toMatchObject({
        status: 'rejected',
        reason: { code: 'KW_STATE_UNREACHABLE', retryable: true },
      });
    }
  });
});
