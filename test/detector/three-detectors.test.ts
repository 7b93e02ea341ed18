import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAlert, TOPICS, type KernelEvent } from '@keywarden/contracts';
import { Partitioners, type Admin } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testClient } from '../kafka/admin.ts';
import { startKafka, type KafkaBroker } from '../kafka/broker.ts';
import { Random } from '../noise/random.ts';
import { dayOfCluster } from '../noise/cluster.ts';
import { localEntrypoint } from '../support/entrypoint.ts';
import { start, type RunningProcess } from '../support/process.ts';
import { startRedis } from '../support/redis.ts';
import { tempDir } from '../support/temp.ts';
import { waitFor } from '../support/wait.ts';

const PARTITIONS = 6;
const NODES = 90;
const DEADLINE_MS = 600_000;
const SEED = 7;

let kafka: KafkaBroker;
beforeAll(async () => {
  kafka = await startKafka({
    topics: Object.values(TOPICS).map((topic) => ({ topic, partitions: PARTITIONS })),
  });
});
afterAll(async () => {
  await kafka.stop();
});

/** Of a day with thefts, every node's part in which something is stolen, and some of the healthy ones. */
function stream(): readonly KernelEvent[] {
  const { events, hidden } = dayOfCluster({ seed: SEED, thefts: true, nodes: NODES });
  const wanted = new Set([...hidden.map(({ node }) => node), ...healthy(hidden.length)]);
  return events.filter(({ node }) => wanted.has(node));
}

const healthy = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `node-${String(9 + index)}`);

/** One detector of a consumer group with a Redis of its own. */
function launcher(group: string, redisUrl: string): () => Promise<RunningProcess> {
  const config = join(tempDir('three'), 'keywarden.yaml');
  writeFileSync(
    config,
    JSON.stringify({
      kafka: { brokers: [kafka.bootstrap] },
      redis: { url: redisUrl },
      detector: { group_id: group, session_timeout_ms: 6_000 },
      log: { format: 'json' },
    }),
  );
  const { command, args } = localEntrypoint('detector');
  return async () => {
    const child = await start(command, [...args, '--config', config]);
    await child.waitForLine(/"msg":"ready"/, 120_000);
    return child;
  };
}

async function endOf(admin: Admin, topic: string): Promise<bigint[]> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return offsets.toSorted((a, b) => a.partition - b.partition).map(({ high }) => BigInt(high));
}

/** How many messages of the events topic a group has worked off. */
async function workedOff(admin: Admin, groupId: string): Promise<number> {
  const [topic] = await admin.fetchOffsets({ groupId, topics: [TOPICS.events] });
  const offsets = topic?.partitions.map(({ offset }) => Math.max(0, Number(offset))) ?? [];
  return offsets.reduce((sum, offset) => sum + offset, 0);
}

/** What an alert says without the trace, which is another one whenever it is worked off. */
function bytesOf(value: Buffer): { id: string; bytes: string } {
  const alert = parseAlert(value);
  return { id: alert.id, bytes: JSON.stringify({ ...alert, trace_id: undefined }) };
}

/** Every alert between these offsets, as often as it was told. */
async function alertsSince(from: readonly bigint[], to: readonly bigint[]) {
  const told: { id: string; bytes: string }[] = [];
  const total = to.reduce((sum, end, index) => sum + Number(end - (from[index] ?? 0n)), 0);
  const consumer = testClient(kafka.bootstrap).consumer({ groupId: `reader-${String(from)}` });
  await consumer.connect();
  await consumer.subscribe({ topic: TOPICS.alerts, fromBeginning: true });
  await consumer.run({
    eachMessage: ({ partition, message }) => {
      const offset = BigInt(message.offset);
      const isWanted = offset >= (from[partition] ?? 0n) && offset < (to[partition] ?? 0n);
      if (isWanted && message.value !== null) {
        told.push(bytesOf(message.value));
      }
      return Promise.resolve();
    },
  });
  await waitFor(() => told.length >= total, {
    what: `${String(total)} alerts`,
    deadlineMs: 60_000,
  });
  await consumer.disconnect();
  return told;
}

describe('three detectors that are killed and started at random', () => {
  it(
    'tell what one detector tells, byte for byte',
    async () => {
      const client = testClient(kafka.bootstrap);
      const admin = client.admin();
      const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
      await Promise.all([admin.connect(), producer.connect()]);
      const events = stream();
      expect(new Set(events.map(({ node }) => node)).size).toBeGreaterThanOrEqual(20);
      for (let at = 0; at < events.length; at += 2_000) {
        const messages = events
          .slice(at, at + 2_000)
          .map((event) => ({ key: event.node, value: JSON.stringify(event) }));
        await producer.send({ topic: TOPICS.events, messages });
      }
      const settled = (group: string) => async (): Promise<boolean> =>
        (await workedOff(admin, group)) >= events.length;
      const waiting = { deadlineMs: 240_000, intervalMs: 200 };

      const before = await endOf(admin, TOPICS.alerts);
      const alone = await startRedis();
      const single = await launcher('alone', alone.url)();
      await waitFor(settled('alone'), { what: 'one detector to be done', ...waiting });
      await single.stop();
      await alone.stop();
      const between = await endOf(admin, TOPICS.alerts);

      const shared = await startRedis();
      const launch = launcher('three', shared.url);
      const detectors = await Promise.all([launch(), launch(), launch()]);
      const random = new Random(SEED);
      let kills = 0;
      for (let goal = 0.1; goal < 0.95; goal += 0.1 + random.next() / 10) {
        const least = goal * events.length;
        await waitFor(async () => (await workedOff(admin, 'three')) >= least, {
          what: `${String(Math.round(goal * 100))} % to be worked off`,
          ...waiting,
        });
        const victim = random.below(detectors.length);
        await detectors[victim]?.kill9();
        kills += 1;
        detectors[victim] = await launch();
      }
      await waitFor(settled('three'), { what: 'three detectors to be done', ...waiting });
      await Promise.all(detectors.map((detector) => detector.stop()));
      await shared.stop();
      const after = await endOf(admin, TOPICS.alerts);

      const once = await alertsSince(before, between);
      const often = await alertsSince(between, after);
      const distinct = (told: typeof once): string[] =>
        [...new Set(told.map(({ bytes }) => bytes))].sort();
      console.log(
        `${String(events.length)} events, ${String(distinct(once).length)} alerts, ${String(kills)} kills, ${String(often.length - distinct(often).length)} repeats`,
      );
      expect(kills).toBeGreaterThanOrEqual(4);
      expect(once.length).toBeGreaterThanOrEqual(20);
      expect(new Set(often.map(({ id }) => id))).toEqual(new Set(once.map(({ id }) => id)));
      expect(distinct(often)).toEqual(distinct(once));
      await Promise.all([admin.disconnect(), producer.disconnect()]);
    },
    DEADLINE_MS,
  );
});
