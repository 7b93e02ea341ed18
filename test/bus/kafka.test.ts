import { ensureTopics, checkKafka, KafkaPublisher, type KafkaOptions } from '@keywarden/bus';
import { KafkaBatchTransport, type KafkaBatchTransportOptions } from '@keywarden/bus/nest';
import { TOPICS, type Topic } from '@keywarden/contracts';
import { describeBusContract, type HandlerLike } from '@keywarden/testing';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testClient } from '../kafka/admin.ts';
import { startKafka, type KafkaBroker } from '../kafka/broker.ts';
import { freePort } from '../support/ports.ts';
import { waitFor } from '../support/wait.ts';
import { startChildConsumer } from './child.ts';

const logger = pino({ level: process.env.KW_TEST_LOG ?? 'silent' });
let broker: KafkaBroker;
let topics = 0;
beforeAll(async () => {
  broker = await startKafka();
  await ensureTopics(options(), { partitions: 2, replication: 1 });
});
afterAll(async () => {
  await broker.stop();
});

function options(more: Partial<KafkaOptions> = {}): KafkaOptions {
  return { brokers: [broker.bootstrap], clientId: 'test', logger, ...more };
}

async function freshTopic(partitions = 2): Promise<Topic> {
  const topic = `contract-${String((topics += 1))}`;
  await broker.createTopics([{ topic, partitions }]);
  return topic as Topic;
}

async function consume(
  topic: string,
  handler: HandlerLike,
  more: Partial<KafkaBatchTransportOptions> & { deadLetters: KafkaPublisher },
): Promise<KafkaBatchTransport> {
  const transport = new KafkaBatchTransport({
    kafka: options(),
    groupId: `group-of-${topic}`,
    retry: { firstMs: 20, maxMs: 200 },
    sessionTimeoutMs: 6_000,
    ...more,
  });
  transport.addHandler(topic, handler, true);
  await new Promise<void>((resolve, reject) => {
    transport.listen((error) => {
      if (error === undefined) resolve();
      else reject(error);
    });
  });
  return transport;
}

const OK = { outcome: 'ok' as const };

describeBusContract('Kafka', async () => {
  const publisher = new KafkaPublisher(options());
  await publisher.connect();
  const open: KafkaBatchTransport[] = [];
  return {
    publish: (topic, messages) => publisher.publish(topic, messages),
    freshTopic,
    consume: async (topic, handler) => {
      const transport = await consume(topic, handler, { deadLetters: publisher });
      open.push(transport);
      return transport;
    },
    close: async () => {
      await Promise.all(open.map((transport) => transport.close()));
      await publisher.close();
    },
  };
});

describe('Kafka only', () => {
  let publisher: KafkaPublisher;
  beforeAll(async () => {
    publisher = new KafkaPublisher(options());
    await publisher.connect();
  });
  afterAll(async () => {
    await publisher.close();
  });

  it('takes a tombstone as an empty value', async () => {
    const topic = await freshTopic();
    const producer = testClient(broker.bootstrap).producer();
    await producer.connect();
    await producer.send({ topic, messages: [{ key: 'k', value: null }] });
    await producer.disconnect();
    const values: Buffer[] = [];
    const consumer = await consume(
      topic,
      ({ messages }) => {
        values.push(...messages.map(({ value }) => value));
        return Promise.resolve(messages.map(() => OK));
      },
      { deadLetters: publisher },
    );
    await waitFor(() => values.length === 1, { what: 'the tombstone' });
    await consumer.close();
    expect(values[0]?.length).toBe(0);
  });

  it('publishes more than fits one record batch', async () => {
    const topic = await freshTopic(1);
    const messages = Array.from({ length: 40 }, (_, at) => ({
      key: 'k',
      value: Buffer.alloc(100_000, at),
    }));
    await publisher.publish(topic, messages);
    const first: number[] = [];
    const consumer = await consume(
      topic,
      (batch) => {
        first.push(...batch.messages.map(({ value }) => value[0] ?? -1));
        return Promise.resolve(batch.messages.map(() => OK));
      },
      { deadLetters: publisher },
    );
    await waitFor(() => first.length === 40, { what: '40 messages' });
    await consumer.close();
    expect(first).toEqual(messages.map((_, at) => at));
  });

  it('refuses a message that no broker will take, at once and for good', async () => {
    const topic = await freshTopic(1);
    const huge = { key: 'k', value: Buffer.alloc(2_000_000) };
    await expect(publisher.publish(topic, [huge])).rejects.toMatchObject({
      code: 'KW_BUS_PUBLISH',
      retryable: false,
    });
    await publisher.publish(topic, [{ key: 'k', value: Buffer.from('fine') }]);
  });

  it('accepts as a dead letter what just fitted its topic', async () => {
    const value = Buffer.alloc(1_048_000, 7);
    await publisher.publish(TOPICS.events, [{ key: null, value }]);
    const headers = { 'keywarden-reason': 'r'.repeat(2_000) };
    await publisher.publish(TOPICS.deadLetters, [{ key: null, value, headers }]);
  });

  it('redelivers to another consumer what one that was killed -9 had in work', async () => {
    const topic = await freshTopic(1);
    const groupId = `group-of-${topic}`;
    const child = await startChildConsumer({ bootstrap: broker.bootstrap, topic, groupId });
    await publisher.publish(
      topic,
      ['1', '2', '3'].map((value) => ({ key: 'k', value: Buffer.from(value) })),
    );
    await child.untilWorking();
    await child.kill9();
    const values: string[] = [];
    const next = await consume(
      topic,
      (batch) => {
        values.push(...batch.messages.map(({ value }) => value.toString()));
        return Promise.resolve(batch.messages.map(() => OK));
      },
      { deadLetters: publisher },
    );
    await waitFor(() => values.length >= 3, { what: 'the three messages', deadlineMs: 60_000 });
    await next.close();
    expect(values).toEqual(['1', '2', '3']);
  });

  it('keeps its membership while a handler works longer than the session timeout', async () => {
    const topic = await freshTopic(1);
    const calls: number[] = [];
    const consumer = await consume(
      topic,
      async ({ messages }) => {
        calls.push(messages.length);
        await new Promise((resolve) => setTimeout(resolve, 8_000));
        return messages.map(() => OK);
      },
      { deadLetters: publisher },
    );
    await publisher.publish(topic, [{ key: 'k', value: Buffer.from('slow') }]);
    await waitFor(() => calls.length === 1, { what: 'the handler' });
    await consumer.close();
    const admin = testClient(broker.bootstrap).admin();
    await admin.connect();
    await admin.describeCluster();
    const [offsets] = await admin.fetchOffsets({ groupId: `group-of-${topic}`, topics: [topic] });
    await admin.disconnect();
    expect(calls).toEqual([1]);
    expect(offsets?.partitions[0]?.offset).toBe('1');
  });

  it('is degraded while a batch fails and well afterwards', async () => {
    const topic = await freshTopic(1);
    const heard: string[] = [];
    let broken = true;
    const consumer = await consume(
      topic,
      ({ messages }) =>
        broken ? Promise.reject(new Error('no')) : Promise.resolve(messages.map(() => OK)),
      { deadLetters: publisher, kafka: options({ onHealth: (state) => heard.push(state) }) },
    );
    await publisher.publish(topic, [{ key: 'k', value: Buffer.from('x') }]);
    await waitFor(() => heard.at(-1) === 'degraded', { what: 'degraded' });
    broken = false;
    await waitFor(() => heard.at(-1) === 'ok', { what: 'ok' });
    await consumer.close();
  });

  it('shares partitions among two consumers of a group without losing anything', async () => {
    const topic = await freshTopic(4);
    const got = new Set<string>();
    const handler: HandlerLike = ({ messages }) => {
      for (const { value } of messages) got.add(value.toString());
      return Promise.resolve(messages.map(() => OK));
    };
    const first = await consume(topic, handler, { deadLetters: publisher });
    const send = async (from: number): Promise<void> => {
      for (let at = from; at < from + 200; at += 20) {
        const batch = Array.from({ length: 20 }, (_, offset) => String(at + offset));
        await publisher.publish(
          topic,
          batch.map((value) => ({ key: value, value: Buffer.from(value) })),
        );
      }
    };
    const [second] = await Promise.all([
      consume(topic, handler, { deadLetters: publisher, partitionsConsumedConcurrently: 2 }),
      send(0),
    ]);
    await Promise.all([first.close(), send(200)]);
    await waitFor(() => got.size === 400, { what: '400 messages' });
    await second.close();
  });
});

describe('while Kafka is away', () => {
  it('waits at start and says so; close and the wait limit end that', async () => {
    const port = await freePort();
    const heard: string[] = [];
    const away = { brokers: [`127.0.0.1:${String(port)}`], clientId: 'test', logger };
    const patient = { ...away, onHealth: (state: string) => heard.push(state) };
    const publisher = new KafkaPublisher(patient);
    const connecting = publisher.connect();
    const refused = expect(connecting).rejects.toMatchObject({ code: 'KW_BUS_UNREACHABLE' });
    const transport = new KafkaBatchTransport({
      kafka: patient,
      groupId: 'g',
      deadLetters: publisher,
    });
    transport.addHandler('t', () => Promise.resolve([]) as never, true);
    const listening = new Promise((resolve) => {
      transport.listen(resolve);
    });
    await waitFor(() => heard.includes('down'), { what: 'health down' });
    await Promise.all([transport.close(), publisher.close()]);
    await refused;
    expect(await listening).toMatchObject({ code: 'KW_BUS_UNREACHABLE' });
    const limited = new KafkaPublisher({ ...away, waitLimitMs: 500 });
    await expect(limited.connect()).rejects.toMatchObject({ code: 'KW_BUS_UNREACHABLE' });
    const layout = { partitions: 1, replication: 1 };
    const ensuring = ensureTopics({ ...away, signal: AbortSignal.timeout(300) }, layout);
    await expect(ensuring).rejects.toMatchObject({ code: 'KW_BUS_UNREACHABLE' });
    expect(await checkKafka(away)).toMatchObject({ ok: false });
    expect(await checkKafka(options())).toMatchObject({ ok: true });
  });

  it('loses nothing when the broker is killed for 20 s in the middle of the traffic', async () => {
    const topic = await freshTopic(1);
    const heard: string[] = [];
    const kafka = options({ onHealth: (state) => heard.push(state) });
    const publisher = new KafkaPublisher(kafka, { publishDeadlineMs: 60_000 });
    await publisher.connect();
    const got: number[] = [];
    const consumer = await consume(
      topic,
      ({ messages }) => {
        got.push(...messages.map(({ value }) => Number(value.toString())));
        return Promise.resolve(messages.map(() => OK));
      },
      { deadLetters: publisher, kafka },
    );
    const sending = (async () => {
      for (let at = 0; at < 300; at += 1) {
        await publisher.publish(topic, [{ key: 'k', value: Buffer.from(String(at)) }]);
        if (at === 100) await broker.kill9();
      }
    })();
    await waitFor(() => heard.includes('down'), { what: 'health down' });
    await new Promise((resolve) => setTimeout(resolve, 20_000));
    await broker.restart();
    await sending;
    await waitFor(() => new Set(got).size === 300, { what: 'all messages', deadlineMs: 60_000 });
    await waitFor(() => heard.at(-1) === 'ok', { what: 'health ok' });
    const firsts = [...new Set(got)];
    expect(firsts).toEqual(firsts.toSorted((a, b) => a - b));

    // A publish whose deadline passes fails as retryable, and the next one works.
    const hasty = new KafkaPublisher(options(), { publishDeadlineMs: 500 });
    await hasty.connect();
    await broker.kill9();
    const message = { key: 'k', value: Buffer.from('x') };
    await expect(hasty.publish(topic, [message])).rejects.toMatchObject({
      code: 'KW_BUS_PUBLISH',
      retryable: true,
    });
    await broker.restart();
    await waitFor(() => hasty.publish(topic, [message]).then(() => true), { what: 'a publish' });
    await Promise.all([consumer.close(), publisher.close(), hasty.close()]);
  });
});
