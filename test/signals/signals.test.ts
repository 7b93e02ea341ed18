import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOPICS } from '@keywarden/contracts';
import type { Producer } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startKafka, type KafkaBroker } from '../kafka/broker.ts';
import { localEntrypoint } from '../support/entrypoint.ts';
import { freePort } from '../support/ports.ts';
import { start, type RunningProcess } from '../support/process.ts';
import { startRedis, type RedisServer } from '../support/redis.ts';
import { tempDir } from '../support/temp.ts';
import { waitFor } from '../support/wait.ts';
import { AlertReader, BeatingNode, connectedProducer, startReceiver } from './cluster.ts';

const SILENT_AFTER_MS = 3_000;
const WATCHDOG_MS = 500;
const RECEIVER = 'keywarden-notifier.soc';

let kafka: KafkaBroker;
let redis: RedisServer;
let producer: Producer;
let reader: AlertReader;
let detectors: RunningProcess[] = [];
let port: number;
const nodes: BeatingNode[] = [];

async function launch(http?: number): Promise<RunningProcess> {
  const config = join(tempDir('signals'), 'keywarden.yaml');
  writeFileSync(
    config,
    JSON.stringify({
      kafka: { brokers: [kafka.bootstrap] },
      redis: { url: redis.url },
      detector: {
        watchdog: { enabled: true, cluster: 'lab', interval_ms: WATCHDOG_MS },
        node_watch: { every_ms: 100, silent_after_ms: SILENT_AFTER_MS },
        lag: { every_ms: 100, for_ms: 1_500 },
      },
      ...(http === undefined ? {} : { http: { listen: `127.0.0.1:${String(http)}` } }),
    }),
  );
  const { command, args } = localEntrypoint('detector');
  const child = await start(command, [...args, '--config', config]);
  await child.waitForLine(/"msg":"ready"/, 120_000);
  return child;
}

function node(name: string): BeatingNode {
  const made = new BeatingNode(name, producer);
  nodes.push(made);
  made.speak();
  return made;
}

beforeAll(async () => {
  [kafka, redis] = await Promise.all([
    startKafka({ topics: Object.values(TOPICS).map((topic) => ({ topic, partitions: 3 })) }),
    startRedis({ config: { appendfsync: 'no' } }),
  ]);
  producer = await connectedProducer(kafka.bootstrap);
  reader = new AlertReader(kafka.bootstrap);
  await reader.start();
  port = await freePort();
  detectors = await Promise.all([launch(port), launch()]);
});
afterAll(async () => {
  await Promise.all(nodes.map((each) => each.fallSilent()));
  await Promise.all(detectors.map((detector) => detector.stop()));
  await reader.stop();
  await producer.disconnect();
  await Promise.all([kafka.stop(), redis.stop()]);
});

describe('two detectors over Kafka and Redis', () => {
  it('prove that every node is watched', async () => {
    node('steady');
    node('other');
    await waitFor(() => reader.cluster.length >= 3, { what: '3 watchdogs of the cluster' });
    for (const name of ['steady', 'other']) {
      await waitFor(() => reader.of('KW-1100', name).length >= 3, { what: `3 of ${name}` });
      const own = reader.of('KW-1100', name);
      expect(new Set(own.map(({ id }) => id)).size).toBe(own.length);
      expect(new Set(own.map(({ incident_id }) => incident_id)).size).toBe(1);
    }
    expect(reader.cluster.at(-1)?.description).toContain('2 of 2 nodes of cluster lab see, 0 are');
    // One of the two sends it, not both.
    const times = reader.cluster.map(({ time }) => Date.parse(time));
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...pauses)).toBeGreaterThan(WATCHDOG_MS / 4);
  });

  it('tell a node that goes silent under one id, and its end when it speaks', async () => {
    const quiet = node('quiet');
    await waitFor(() => reader.of('KW-1100', 'quiet').length > 0, { what: 'its watchdog' });
    await quiet.fallSilent();
    const [alert] = await waitFor(
      () => (reader.of('KW-1003').length > 0 ? reader.of('KW-1003') : undefined),
      { what: 'a silent node' },
    );
    expect(alert).toMatchObject({ title: 'Node quiet is silent', risk_score: 60 });
    const before = reader.cluster.length;
    await waitFor(
      () => reader.cluster.slice(before).some((dog) => dog.description.includes('2 of 3 nodes')),
      { what: 'the watchdog of the cluster without it' },
    );
    quiet.speak();
    await waitFor(() => reader.of('KW-1003').some(({ status }) => status === 'resolved'), {
      what: 'the end of the silence',
    });
    const told = reader.of('KW-1003');
    const firing = told.filter(({ status }) => status !== 'resolved');
    expect(new Set(firing.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(new Set(told.map(({ incident_id }) => incident_id)).size).toBe(1);
    expect(told.at(-1)).toMatchObject({
      status: 'resolved',
      resolution: { by: 'keywarden', reason: 'the node speaks again' },
    });
    await quiet.fallSilent();
    await waitFor(() => new Set(reader.of('KW-1003').map(({ id }) => id)).size === 3, {
      what: 'the next silence, as another episode',
    });
  });

  it('stop the watchdogs of a blind node and of its cluster, until it sees again', async () => {
    const eye = node('eye');
    const dogs = (): number => reader.of('KW-1100', 'eye').length;
    await waitFor(() => dogs() > 0, { what: 'its watchdog' });
    eye.data = { state: 'blind', blind_since: new Date().toISOString(), detail: 'a test' };
    await waitFor(() => reader.of('KW-1001', 'eye').length > 0, { what: 'a blind sensor' });
    const steady = reader.of('KW-1100', 'steady').length;
    const [own, all] = [dogs(), reader.cluster.length];
    await waitFor(() => reader.of('KW-1100', 'steady').length >= steady + 5, {
      what: '5 watchdogs of another node',
    });
    expect(dogs()).toBe(own);
    // One may have been on its way while the first blind heartbeat was.
    expect(reader.cluster.length).toBeLessThanOrEqual(all + 1);
    eye.data = {};
    await waitFor(() => dogs() > own && reader.cluster.length > all + 1, { what: 'the watchdogs' });
    const told = reader.of('KW-1001', 'eye').map(({ status = 'firing' }) => status);
    expect(told).toEqual(['firing', 'resolved']);
  });

  it('tell a group that stopped reading, and its end when it reads again', async () => {
    const first = await startReceiver(kafka.bootstrap, RECEIVER);
    const lagOf = async (): Promise<number | undefined> => {
      const metrics = await (await fetch(`http://127.0.0.1:${String(port)}/metrics`)).text();
      const line = metrics
        .split('\n')
        .find((each) => each.startsWith('keywarden_bus_consumer_lag') && each.includes(RECEIVER));
      return line === undefined ? undefined : Number(line.split(' ')[1]);
    };
    await waitFor(async () => (await lagOf()) !== undefined, { what: 'the lag as a metric' });
    await first.disconnect();
    const [alert] = await waitFor(
      () => (reader.of('KW-1004').length > 0 ? reader.of('KW-1004') : undefined),
      { what: 'a group that is behind' },
    );
    expect(alert?.title).toBe(`Consumer group ${RECEIVER} is behind`);
    expect(alert?.event).toMatchObject({ name: 'service_status', data: { state: 'lagging' } });
    expect(await lagOf()).toBeGreaterThan(0);
    const second = await startReceiver(kafka.bootstrap, RECEIVER);
    await waitFor(() => reader.of('KW-1004').some(({ status }) => status === 'resolved'), {
      what: 'the end of the lag',
      deadlineMs: 60_000,
    });
    await second.disconnect();
    const told = reader.of('KW-1004');
    expect(new Set(told.map(({ incident_id }) => incident_id)).size).toBe(1);
    expect(new Set(told.map(({ id }) => id)).size).toBe(2);
  });

  it('take their own absence for no silence of the nodes', async () => {
    const before = reader.of('KW-1003').length;
    const dogs = reader.of('KW-1100', 'steady').length;
    await Promise.all(detectors.map((detector) => detector.stop()));
    const stopped = Date.now();
    await waitFor(() => Date.now() - stopped > 2 * SILENT_AFTER_MS, { what: 'a while without' });
    detectors = [await launch(port)];
    await waitFor(() => reader.of('KW-1100', 'steady').length > dogs + 12, {
      what: 'the watchdogs to go on',
    });
    const told = reader
      .of('KW-1003')
      .slice(before)
      .map(({ event }) => event.node);
    expect(told).toEqual([]);
  });
});
