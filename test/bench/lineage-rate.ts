import { changesOf, processKey, type LineageChange } from '@keywarden/lineage';
import { RedisLineageStore, connectRedis } from '@keywarden/state';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { ScriptedNode } from '../detector/scripted-node.ts';
import { startRedis } from '../support/redis.ts';
import { median, row, type BenchRow } from './row.ts';

const PROCESSES = 10_000;
const BATCH = 500;
const ROUNDS = 5;

/** What a client sends: the same bytes again are the floor. */
class Recorder {
  readonly evals: (string | number)[][] = [];

  attach(redis: Redis): void {
    const send = redis.sendCommand.bind(redis);
    redis.sendCommand = (command, ...rest) => {
      if (command.name === 'eval') this.evals.push(command.args.map(String));
      return send(command, ...rest);
    };
  }
}

/** Lineage writes and chain reads beside a pipelined client that sends the same, and bytes per process. */
export async function run(): Promise<BenchRow[]> {
  const server = await startRedis({ config: { appendonly: 'no' } });
  const { redis, close } = await connectRedis({
    url: server.url,
    logger: pino({ level: 'silent' }),
  });
  const bare = new Redis(server.url);
  try {
    const empty = await usedMemory(redis);
    const store = new RedisLineageStore(redis, { keyPrefix: 'kw', retentionSeconds: 86_400 });
    const node = new ScriptedNode('bench-node');
    const shell = node.spawn(node.init, '/usr/bin/bash');
    const living = Array.from({ length: PROCESSES }, () => node.spawn(shell, '/usr/bin/grep'));
    const batches = chunks(node.events.flatMap(changesOf), BATCH);
    const recorder = new Recorder();
    recorder.attach(redis);
    for (const batch of batches) await store.apply(batch);
    const bytes = ((await usedMemory(redis)) - empty) / PROCESSES;
    const sent = [...recorder.evals];

    const writes: number[] = [];
    const bareWrites: number[] = [];
    const reads: number[] = [];
    const bareReads: number[] = [];
    const first = node.events[0];
    if (first === undefined) throw new Error('no events');
    const queries = chunks(
      living.map((process) => ({
        key: processKey(first, process),
        depth: 16,
        hints: [shell, node.init],
      })),
      BATCH,
    );
    const names = ['c', 'e', 'a', 'w', 'u', 't', 's', 'i', 'd', 'n', 'o', 'p', 'x'];
    for (let round = 0; round < ROUNDS; round += 1) {
      await redis.flushall();
      writes.push(
        await rate(
          changeCount(batches),
          batches.map((b) => () => store.apply(b)),
        ),
      );
      await bare.flushall();
      bareWrites.push(
        await rate(
          changeCount(batches),
          sent.map((args) => () => bare.call('EVAL', args)),
        ),
      );
      reads.push(
        await rate(
          PROCESSES,
          queries.map((some) => () => store.ancestry(some)),
        ),
      );
      const ask = queries.map((some) => () => {
        const pipeline = bare.pipeline();
        for (const { key } of some) {
          const name = `kw:{${key.node}}:p:${key.boot_id}:${String(key.pid)}:${String(key.start_time)}`;
          pipeline.hmget(name, ...names);
        }
        return pipeline.exec();
      });
      bareReads.push(await rate(PROCESSES, ask));
    }
    return [
      row({
        id: 'f.write',
        what: 'lineage changes',
        unit: '/s',
        value: median(writes),
        floor: median(bareWrites),
        floorName: 'the same bytes, bare',
      }),
      row({
        id: 'f.read',
        what: 'chain reads',
        unit: '/s',
        value: median(reads),
        floor: median(bareReads),
        floorName: 'one HMGET each, bare',
      }),
      row({
        id: 'f.bytes',
        what: 'Redis memory per living process',
        unit: 'B',
        value: bytes,
        floor: sent.reduce((sum, args) => sum + args.join('').length, 0) / PROCESSES,
        floorName: 'bytes sent',
      }),
    ];
  } finally {
    bare.disconnect();
    await close();
    await server.stop();
  }
}

async function rate(count: number, calls: readonly (() => Promise<unknown>)[]): Promise<number> {
  const began = performance.now();
  for (const call of calls) await call();
  return (count * 1_000) / (performance.now() - began);
}

async function usedMemory(redis: Redis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}

function changeCount(batches: readonly (readonly LineageChange[])[]): number {
  return batches.reduce((sum, batch) => sum + batch.length, 0);
}
