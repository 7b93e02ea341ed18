import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRedis } from '../support/redis.ts';
import { testClient } from './admin.ts';
import { startKafka, type KafkaBroker } from './broker.ts';

describe('the real broker from Maven', () => {
  let broker: KafkaBroker;
  beforeAll(async () => {
    broker = await startKafka({ topics: [{ topic: 'kept', partitions: 2 }] });
  });
  afterAll(async () => {
    await broker.stop();
  });

  it('keeps topics, records and its address over kill -9', async () => {
    const client = testClient(broker.bootstrap);
    const producer = client.producer();
    await producer.connect();
    await producer.send({ topic: 'kept', messages: [{ key: 'k', value: 'v' }] });
    await producer.disconnect();
    const address = broker.bootstrap;

    await broker.kill9();
    await broker.restart();

    expect(broker.bootstrap).toBe(address);
    const admin = client.admin();
    await admin.connect();
    const offsets = await admin.fetchTopicOffsets('kept');
    await admin.disconnect();
    expect(offsets.map(({ high }) => Number(high)).reduce((sum, high) => sum + high, 0)).toBe(1);
  });
});

describe('the real Redis', () => {
  it('is up after startRedis and again after kill -9', async () => {
    const redis = await startRedis();
    const first = redis.pid;
    await redis.kill9();
    await redis.restart();
    expect(redis.pid).not.toBe(first);
    await redis.stop();
  });
});
