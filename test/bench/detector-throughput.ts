import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOPICS } from '@keywarden/contracts';
import { Partitioners, type Admin, type Producer } from 'kafkajs';
import { testClient } from '../kafka/admin.ts';
import { startKafka, type KafkaBroker } from '../kafka/broker.ts';
import { localEntrypoint } from '../support/entrypoint.ts';
import { nodeBinary } from '../support/paths.ts';
import { start, type RunningProcess } from '../support/process.ts';
import { startRedis } from '../support/redis.ts';
import { tempDir } from '../support/temp.ts';
import { waitFor } from '../support/wait.ts';
import { MixedNode } from './event-mix.ts';
import { cpuSeconds } from './proc.ts';
import { median, row, type BenchRow } from './row.ts';

const WARM_UP = 30_000;
const EVENTS = 60_000;
const ROUNDS = 5;
const CHUNK = 2_000;

const DETECTOR_GROUP = 'keywarden-detector';
const BARE_GROUP = 'bench-bare';

interface Subject {
  group: string;
  child: RunningProcess;
}

/**
 * (c) Events per second of CPU time of the whole detector process, beside a bare consumer process.
 * Both read the same topic at the same time, so that what else the machine does meets both.
 */
export async function run(): Promise<BenchRow[]> {
  const topics = Object.values(TOPICS).map((topic) => ({ topic }));
  const [kafka, redis] = await Promise.all([startKafka({ topics }), startRedis()]);
  const client = testClient(kafka.bootstrap);
  const admin = client.admin();
  const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await Promise.all([admin.connect(), producer.connect()]);
  const subjects = await startSubjects(kafka, redis.url);
  try {
    const rates = await measure(admin, producer, subjects);
    const [detector = [], bare = []] = rates;
    return [
      row({
        id: 'c',
        what: 'detector, 98 % process events',
        unit: 'events per CPU second',
        value: median(detector),
        floor: median(bare),
        floorName: 'eachBatch + JSON.parse',
      }),
    ];
  } finally {
    await Promise.allSettled(subjects.map(({ child }) => child.stop()));
    await Promise.allSettled([admin.disconnect(), producer.disconnect()]);
    await Promise.allSettled([kafka.stop(), redis.stop()]);
  }
}

async function startSubjects(kafka: KafkaBroker, redisUrl: string): Promise<Subject[]> {
  const config = join(tempDir('bench'), 'keywarden.yaml');
  writeFileSync(
    config,
    JSON.stringify({
      kafka: { brokers: [kafka.bootstrap] },
      redis: { url: redisUrl },
      log: { format: 'json' },
    }),
  );
  const bareMain = join(import.meta.dirname, 'bare-consumer.ts');
  const { command, args } = localEntrypoint('detector');
  const detector = await start(command, [...args, '--config', config]);
  const bare = await start(nodeBinary, [bareMain, kafka.bootstrap, TOPICS.events, BARE_GROUP]);
  await Promise.all([
    detector.waitForLine(/"msg":"ready"/, 120_000),
    bare.waitForLine(/^ready$/, 120_000),
  ]);
  return [
    { group: DETECTOR_GROUP, child: detector },
    { group: BARE_GROUP, child: bare },
  ];
}

/** Events per CPU second, a list of rounds per subject. */
async function measure(
  admin: Admin,
  producer: Producer,
  subjects: readonly Subject[],
): Promise<number[][]> {
  const node = new MixedNode();
  const rates: number[][] = subjects.map(() => []);
  let expectedAlerts = 0;
  for (let round = 0; round <= ROUNDS; round += 1) {
    const { events, thefts } = node.next(round === 0 ? WARM_UP : EVENTS);
    expectedAlerts += thefts;
    const messages = events.map((event) => ({ key: event.node, value: JSON.stringify(event) }));
    const before = subjects.map(({ child }) => cpuSeconds(child.pid));
    for (let from = 0; from < messages.length; from += CHUNK) {
      await producer.send({ topic: TOPICS.events, messages: messages.slice(from, from + CHUNK) });
    }
    for (const { group } of subjects) await untilRead(admin, group);
    if (round === 0) continue;
    for (const [index, { child }] of subjects.entries()) {
      rates[index]?.push(events.length / (cpuSeconds(child.pid) - (before[index] ?? 0)));
    }
  }
  const alerts = await endOffset(admin, TOPICS.alerts);
  if (alerts !== expectedAlerts) {
    throw new Error(`${String(alerts)} alerts came out, expected ${String(expectedAlerts)}`);
  }
  return rates;
}

async function untilRead(admin: Admin, groupId: string): Promise<void> {
  const end = await endOffset(admin, TOPICS.events);
  await waitFor(
    async () => {
      const [topic] = await admin.fetchOffsets({ groupId, topics: [TOPICS.events] });
      return Number(topic?.partitions[0]?.offset) >= end;
    },
    { what: `${groupId} to read ${String(end)} events`, deadlineMs: 180_000, intervalMs: 100 },
  );
}

async function endOffset(admin: Admin, topic: string): Promise<number> {
  const [partition] = await admin.fetchTopicOffsets(topic);
  return Number(partition?.high);
}
