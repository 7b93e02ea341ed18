import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOPICS, type KernelEvent } from '@keywarden/contracts';
import { Partitioners, type Admin, type Kafka } from 'kafkajs';
import { ScriptedNode } from '../detector/scripted-node.ts';
import { testClient } from '../kafka/admin.ts';
import { startKafka } from '../kafka/broker.ts';
import { localEntrypoint } from '../support/entrypoint.ts';
import { start } from '../support/process.ts';
import { startRedis } from '../support/redis.ts';
import { tempDir } from '../support/temp.ts';
import { waitFor } from '../support/wait.ts';
import { cpuSeconds } from './proc.ts';
import { row, type BenchRow } from './row.ts';

const EVENTS = 60_000;
const PARTITIONS = 2;
const FEW = 10;
const MANY = 5_000;

interface Drained {
  /** Events per second of the clock. */
  readonly rate: number;
  /** Events per CPU second of all detectors together. */
  readonly perCpuSecond: number;
}

/**
 * How the detector grows: two of them beside one over the same events of two partitions, and events of
 * 5,000 nodes beside as many of 10. Nothing is published before every detector has its partitions.
 */
export async function run(): Promise<BenchRow[]> {
  const wide = await drainOf(MANY, 1);
  const one = await drainOf(FEW, 1);
  const two = await drainOf(FEW, 2);
  return [
    row({
      id: 'h.nodes',
      what: `detector, events of ${String(MANY)} nodes`,
      unit: 'events per CPU second',
      value: wide.perCpuSecond,
      floor: one.perCpuSecond,
      floorName: `of ${String(FEW)} nodes`,
    }),
    row({
      id: 'h.detectors',
      what: 'two detectors, two partitions',
      unit: 'events/s',
      value: two.rate,
      floor: one.rate,
      floorName: 'one detector',
    }),
  ];
}

/** Fork, exec and exit of short commands, in turns on each node. */
function eventsOf(count: number): KernelEvent[] {
  const nodes = Array.from({ length: count }, (_, index) => new ScriptedNode(`n${String(index)}`));
  const events: KernelEvent[] = [];
  for (let turn = 0; events.length < EVENTS; turn += 1) {
    const node = nodes[turn % count];
    if (node === undefined) break;
    node.exit(node.spawn(node.init, '/usr/bin/grep'));
    events.push(...node.events.splice(0));
  }
  return events;
}

/** A broker of its own, a group of this size, and the events of so many nodes. */
async function drainOf(nodes: number, size: number): Promise<Drained> {
  const topics = Object.values(TOPICS).map((topic) => ({ topic, partitions: PARTITIONS }));
  const kafka = await startKafka({ topics });
  const client = testClient(kafka.bootstrap);
  const admin = client.admin();
  await admin.connect();
  try {
    return await drain({ admin, client, broker: kafka.bootstrap, size, events: eventsOf(nodes) });
  } finally {
    await admin.disconnect();
    await kafka.stop();
  }
}

async function publish(client: Kafka, events: readonly KernelEvent[]): Promise<void> {
  const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  for (let at = 0; at < events.length; at += 2_000) {
    const messages = events
      .slice(at, at + 2_000)
      .map((event) => ({ key: event.node, value: JSON.stringify(event) }));
    await producer.send({ topic: TOPICS.events, messages });
  }
  await producer.disconnect();
}

interface Group {
  admin: Admin;
  client: Kafka;
  broker: string;
  size: number;
  events: readonly KernelEvent[];
}

/** From the first event that is published to the last one that is worked off. */
async function drain({ admin, client, broker, size, events }: Group): Promise<Drained> {
  const redis = await startRedis({ config: { appendonly: 'no' } });
  const group = `bench-${String(size)}`;
  const config = join(tempDir('bench'), 'keywarden.yaml');
  writeFileSync(
    config,
    JSON.stringify({
      kafka: { brokers: [broker] },
      redis: { url: redis.url },
      detector: { group_id: group },
      log: { format: 'json' },
    }),
  );
  const { command, args } = localEntrypoint('detector');
  const launch = () => start(command, [...args, '--config', config]);
  const detectors = await Promise.all(Array.from({ length: size }, launch));
  const used = () => detectors.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0);
  await waitFor(() => hasMembers(admin, group, size), {
    what: `${group} to have ${String(size)} members`,
    deadlineMs: 120_000,
  });
  const cpu = used();
  const began = performance.now();
  await publish(client, events);
  await waitFor(async () => (await workedOff(admin, group)) >= events.length, {
    what: `${group} to be done`,
    deadlineMs: 240_000,
    intervalMs: 20,
  });
  const drained = {
    rate: (events.length * 1_000) / (performance.now() - began),
    perCpuSecond: events.length / (used() - cpu),
  };
  await Promise.all(detectors.map((detector) => detector.stop()));
  await redis.stop();
  return drained;
}

/** Whether the group is at rest with this many members. */
async function hasMembers(admin: Admin, groupId: string, size: number): Promise<boolean> {
  const { groups } = await admin.describeGroups([groupId]);
  return groups.some(({ state, members }) => state === 'Stable' && members.length === size);
}

async function workedOff(admin: Admin, groupId: string): Promise<number> {
  const [topic] = await admin.fetchOffsets({ groupId, topics: [TOPICS.events] });
  const offsets = topic?.partitions.map(({ offset }) => Math.max(0, Number(offset))) ?? [];
  return offsets.reduce((sum, offset) => sum + offset, 0);
}
