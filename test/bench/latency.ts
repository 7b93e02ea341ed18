import { parseUnixNanos, type Alert } from '@keywarden/contracts';
import { Partitioners } from 'kafkajs';
import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import { startThreeServices, type ThreeServices } from '../e2e/three-services.ts';
import { testClient } from '../kafka/admin.ts';
import { nodeBinary } from '../support/paths.ts';
import { start } from '../support/process.ts';
import { waitFor } from '../support/wait.ts';
import { percentile, row, type BenchRow } from './row.ts';
import { makeKeys, readAtRate } from './theft-load.ts';

const PER_SECOND = 100;
const WARM_UP = 2_000;
const COUNT = 2_000;
const [FIRST_HOP, SECOND_HOP] = ['bench-hop-1', 'bench-hop-2'];

/**
 * (b) From the kernel's time of an open to the complete webhook request, in ms, at 100 thefts a second,
 * beside a message of the same size that a bare kafkajs relay hands on over two topics of the same broker.
 */
export async function run(): Promise<BenchRow[]> {
  const services = await startThreeServices({ asDeployed: true });
  try {
    const ours = await pipelineLatencies(services);
    const bare = await relayLatencies(services);
    return [0.5, 0.99].map((share) =>
      row({
        id: 'b',
        what: `kernel to webhook at ${String(PER_SECOND)}/s, p${String(share * 100)}`,
        unit: 'ms',
        value: percentile(ours, share),
        floor: percentile(bare, share),
        floorName: 'two bare kafkajs hops',
      }),
    );
  } finally {
    await services.close();
  }
}

async function pipelineLatencies({ host, receiver }: ThreeServices): Promise<number[]> {
  const keys = makeKeys(host, 'latency', WARM_UP + COUNT);
  await readAtRate(keys.slice(0, WARM_UP), PER_SECOND);
  await receiver.waitForRequests(WARM_UP, 60_000);
  receiver.clear();
  await readAtRate(keys.slice(WARM_UP), PER_SECOND);
  const requests = await receiver.waitForRequests(COUNT, 60_000);
  return requests.map(({ body, receivedAt }) => {
    const alert = JSON.parse(body.toString()) as Pick<Alert, 'time'>;
    return receivedAt - Number(parseUnixNanos(alert.time)) / 1e6;
  });
}

async function relayLatencies({ kafka, receiver }: ThreeServices): Promise<number[]> {
  await kafka.createTopics([{ topic: FIRST_HOP }, { topic: SECOND_HOP }]);
  const relay = await start(nodeBinary, [
    join(import.meta.dirname, 'bare-relay.ts'),
    kafka.bootstrap,
    FIRST_HOP,
    SECOND_HOP,
  ]);
  const client = testClient(kafka.bootstrap);
  const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  const consumer = client.consumer({ groupId: 'bench-relay-end' });
  const latencies: number[] = [];
  try {
    await relay.waitForLine(/^ready$/, 60_000);
    await Promise.all([producer.connect(), consumer.connect()]);
    await consumer.subscribe({ topics: [SECOND_HOP], fromBeginning: true });
    await consumer.run({
      eachMessage: ({ message }) => {
        const sentAt = Number(message.key?.toString());
        latencies.push(performance.timeOrigin + performance.now() - sentAt);
        return Promise.resolve();
      },
    });
    // An alert's own bytes, so that both carry the same load.
    const body = receiver.requests[0]?.body ?? Buffer.alloc(4096);
    const startedAt = performance.now();
    for (let sent = 0; sent < WARM_UP + COUNT; sent += 1) {
      const early = startedAt + (sent * 1000) / PER_SECOND - performance.now();
      if (early > 0) await delay(early);
      const key = String(performance.timeOrigin + performance.now());
      void producer.send({ topic: FIRST_HOP, messages: [{ key, value: body }] });
    }
    await waitFor(() => latencies.length >= WARM_UP + COUNT, {
      what: 'the relayed messages',
      deadlineMs: 60_000,
    });
    return latencies.slice(WARM_UP);
  } finally {
    await Promise.allSettled([producer.disconnect(), consumer.disconnect()]);
    await relay.stop();
  }
}
