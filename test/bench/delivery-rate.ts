import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { TOPICS } from '@keywarden/contracts';
import { anAlert } from '@keywarden/testing';
import { Partitioners, type Producer } from 'kafkajs';
import { testClient } from '../kafka/admin.ts';
import { startKafka, type KafkaBroker } from '../kafka/broker.ts';
import { localEntrypoint } from '../support/entrypoint.ts';
import { nodeBinary } from '../support/paths.ts';
import { start, type RunningProcess } from '../support/process.ts';
import { startRedis, type RedisServer } from '../support/redis.ts';
import { tempDir } from '../support/temp.ts';
import { waitFor } from '../support/wait.ts';
import { residentMb } from './proc.ts';
import { median, percentile, row, type BenchRow } from './row.ts';

const ALERTS = 5_000;
/** Of the run to one receiver; that to ten takes as long as several. */
const ROUNDS = 3;
/** Before what counts, for both: the notifier runs for months, and its code is compiled in its first seconds. */
const WARM_UP = 2_000;
const CONCURRENCY = 32;
const RATE = 200;
const RATE_SECONDS = 10;
const PENDING = 100_000;
const CHUNK = 200;

interface Report {
  count: number;
  firstMs: number;
  lastMs: number;
  delays: number[];
}

interface Bench {
  folder: string;
  kafka: KafkaBroker;
  redis: RedisServer;
  producer: Producer;
  port: string;
  runs: number;
}

/**
 * (i) Alerts per second of the notifier (Kafka in, Redis for what was told, HTTP out) to a receiver that says yes at once,
 * beside a bare client that posts the same bytes with as many connections; the delay at 200 alerts a second; the memory with
 * 100,000 alerts for a receiver that is down.
 */
export async function run(): Promise<BenchRow[]> {
  const topics = Object.values(TOPICS).map((topic) => ({ topic, partitions: 4 }));
  const [kafka, redis, receiver] = await Promise.all([
    startKafka({ topics }),
    startRedis({ config: { appendfsync: 'everysec' } }),
    start(nodeBinary, [join(import.meta.dirname, 'fast-receiver.ts')]),
  ]);
  const port = (await receiver.waitForLine(/^port /)).slice('port '.length);
  const client = testClient(kafka.bootstrap);
  const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const bench: Bench = { folder: tempDir('bench'), kafka, redis, producer, port, runs: 0 };
  try {
    return [
      ...(await rateRows(bench, 1)),
      ...(await rateRows(bench, 10)),
      ...(await delayRows(bench, 1)),
      ...(await delayRows(bench, 10)),
      await memoryRow(bench),
    ];
  } finally {
    await producer.disconnect();
    await Promise.allSettled([receiver.stop(), kafka.stop(), redis.stop()]);
  }
}

async function rateRows(bench: Bench, receivers: number): Promise<BenchRow[]> {
  const ours: number[] = [];
  const bare: number[] = [];
  const wanted = ALERTS * receivers;
  for (let round = 0; round < (receivers === 1 ? ROUNDS : 1); round += 1) {
    const notifier = await startNotifier(bench, urlsOf(bench.port, receivers));
    await publish(bench, WARM_UP);
    await untilReceived(bench, WARM_UP * receivers);
    await ask(bench.port, '/reset');
    await publish(bench, ALERTS);
    ours.push(rateOf(await untilReceived(bench, wanted)));
    await notifier.stop();
    await bareClient(bench, { count: WARM_UP, rate: 0, receivers, then: ALERTS });
    bare.push(rateOf(await untilReceived(bench, wanted)));
  }
  return [
    row({
      id: `i.rate.${String(receivers)}`,
      what: `alerts to ${String(receivers)} fast webhook${receivers === 1 ? '' : 's'}`,
      unit: 'deliveries/s',
      value: median(ours),
      floor: median(bare),
      floorName: 'bare keep-alive client',
    }),
  ];
}

async function delayRows(bench: Bench, receivers: number): Promise<BenchRow[]> {
  const count = RATE * RATE_SECONDS;
  const notifier = await startNotifier(bench, urlsOf(bench.port, receivers));
  await publish(bench, WARM_UP);
  await untilReceived(bench, WARM_UP * receivers);
  await ask(bench.port, '/reset');
  const startMs = performance.now();
  for (let n = 0; n < count; n += RATE / 20) {
    await delay(Math.max(0, startMs + (n * 1_000) / RATE - performance.now()));
    await publish(bench, RATE / 20);
  }
  const ours = await untilReceived(bench, count * receivers);
  await notifier.stop();
  await bareClient(bench, { count, rate: RATE, receivers });
  const bare = await untilReceived(bench, count * receivers);
  return [
    row({
      id: `i.p99.${String(receivers)}`,
      what: `delay p99 at ${String(RATE)} alerts/s, ${String(receivers)} receiver(s)`,
      unit: 'ms',
      value: percentile(ours.delays, 0.99),
      floor: percentile(bare.delays, 0.99),
      floorName: 'bare keep-alive client',
    }),
  ];
}

async function memoryRow(bench: Bench): Promise<BenchRow> {
  const notifier = await startNotifier(bench, ['http://127.0.0.1:9/']);
  await delay(3_000);
  const idle = residentMb(notifier.pid);
  await publish(bench, PENDING);
  let most = 0;
  for (let second = 0; second < 20; second += 1) {
    await delay(1_000);
    most = Math.max(most, residentMb(notifier.pid));
  }
  await notifier.stop();
  return row({
    id: 'i.memory',
    what: `notifier with ${String(PENDING)} alerts for a receiver that is down`,
    unit: 'MB',
    value: most,
    floor: idle,
    floorName: 'the same without them',
  });
}

function urlsOf(port: string, receivers: number): string[] {
  return Array.from({ length: receivers }, (_, n) => `http://127.0.0.1:${port}/${String(n)}`);
}

/** A notifier whose receivers begin at the end of the topic. */
async function startNotifier(bench: Bench, urls: readonly string[]): Promise<RunningProcess> {
  bench.runs += 1;
  const name = `bench-${String(bench.runs)}`;
  const config = join(bench.folder, `${name}.yaml`);
  const sinks = urls.map((url, n) => ({ type: 'webhook', name: `r${String(n)}`, url }));
  const section = {
    group_id: name,
    concurrency: CONCURRENCY,
    retry: { max_elapsed_ms: 3_600_000 },
    storm: { alerts: 0 },
    sinks,
  };
  writeFileSync(
    config,
    JSON.stringify({
      kafka: { brokers: [bench.kafka.bootstrap] },
      redis: { url: bench.redis.url, key_prefix: name },
      log: { format: 'json' },
      notifier: section,
    }),
  );
  await beginAtTheEnd(
    bench,
    sinks.map((sink) => `${name}.${sink.name}`),
  );
  const { command, args } = localEntrypoint('notifier');
  const notifier = await start(command, [...args, '--config', config]);
  await notifier.waitForLine(/"msg":"ready"/, 120_000);
  await ask(bench.port, '/reset');
  return notifier;
}

/** A broker that has just started may not lead every partition yet, so this is tried until it works. */
async function beginAtTheEnd({ kafka }: Bench, groups: readonly string[]): Promise<void> {
  const admin = testClient(kafka.bootstrap).admin();
  await admin.connect();
  await waitFor(
    async () => {
      const ends = await admin.fetchTopicOffsets(TOPICS.alerts);
      const partitions = ends.map(({ partition, high }) => ({ partition, offset: high }));
      for (const groupId of groups) {
        await admin.setOffsets({ groupId, topic: TOPICS.alerts, partitions });
      }
      return true;
    },
    { what: 'the groups to begin at the end', deadlineMs: 60_000, intervalMs: 250 },
  );
  await admin.disconnect();
}

let published = 0;
async function publish({ producer }: Bench, count: number): Promise<void> {
  for (let from = 0; from < count; from += CHUNK) {
    const messages = Array.from({ length: Math.min(CHUNK, count - from) }, () => {
      published += 1;
      const id = `alert-${String(published)}`;
      // In the description, because the notifier leaves out what it does not know.
      const description = `"published_at":${String(performance.timeOrigin + performance.now())}`;
      const alert = anAlert({ id, incident_id: `incident-${id}`, description });
      return { key: alert.incident_id, value: JSON.stringify(alert) };
    });
    await producer.send({ topic: TOPICS.alerts, messages });
  }
}

async function bareClient(
  bench: Bench,
  load: { count: number; rate: number; receivers: number; then?: number },
): Promise<void> {
  const { count, rate, receivers, then = 0 } = load;
  await ask(bench.port, '/reset');
  const file = join(bench.folder, 'body.json');
  writeFileSync(file, JSON.stringify({ ...anAlert(), published_at: 0 }));
  const main = join(import.meta.dirname, 'bare-client.ts');
  const numbers = [count, CONCURRENCY, rate, then].map(String);
  const child = await start(nodeBinary, [main, ...numbers, file, ...urlsOf(bench.port, receivers)]);
  await child.exited;
}

async function untilReceived(bench: Bench, count: number): Promise<Report> {
  return waitFor(
    async () => {
      const report = await ask(bench.port, '/');
      return report.count >= count ? report : undefined;
    },
    { what: `${String(count)} deliveries`, deadlineMs: 180_000, intervalMs: 100 },
  );
}

async function ask(port: string, path: string): Promise<Report> {
  return (await (await fetch(`http://127.0.0.1:${port}${path}`)).json()) as Report;
}

function rateOf({ count, firstMs, lastMs }: Report): number {
  return (count * 1_000) / (lastMs - firstMs);
}
