// One life of a sensor per run: `node child.ts MODE`. The test looks at how the process ends.
import { spawn } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { openSensor, probeBackends } from '@keywarden/sensor';
import type { Sensor } from '@keywarden/sensor';

/** Process events of its own making, for as long as the sensor lives. */
function makeTraffic(): NodeJS.Timeout {
  return setInterval(() => {
    spawn('true', { stdio: 'ignore' }).unref();
  }, 2).unref();
}

let seen = 0;
const open = (): Promise<Sensor> =>
  openSensor({
    backend: 'syscall',
    onEvents: (events) => {
      seen += events.length;
    },
  });

async function busy(): Promise<Sensor> {
  const sensor = await open();
  makeTraffic();
  while (seen < 5) await new Promise((resolve) => setTimeout(resolve, 5));
  return sensor;
}

async function inWorker(): Promise<void> {
  const worker = new Worker(new URL(import.meta.url), { argv: ['worker-body'] });
  await new Promise((resolve) => worker.once('message', resolve));
  const code = await worker.terminate();
  if (code !== 1) throw new Error(`the worker ended with ${String(code)}`);
}

async function workerBody(): Promise<void> {
  await busy();
  const { parentPort } = await import('node:worker_threads');
  parentPort?.postMessage('open');
}

async function collected(): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    const sensor = await open();
    globalThis.gc?.();
    await sensor.close();
    globalThis.gc?.();
  }
}

async function doubleClose(): Promise<void> {
  const sensor = await busy();
  await Promise.all([sensor.close(), sensor.close()]);
  await sensor.close();
  const { emitted, received } = sensor.counters();
  if (emitted !== received)
    throw new Error(`emitted ${String(emitted)} received ${String(received)}`);
  let refused = false;
  try {
    sensor.watch([{ device: 1, inode: 1n, kind: 'file', path: '/x' }]);
  } catch (error) {
    refused = error instanceof Error && error.message === 'the sensor is closed';
  }
  if (!refused) throw new Error('a closed sensor took a watch');
}

const modes: Record<string, () => Promise<unknown>> = {
  'double-close': doubleClose,
  'close-while-busy': async () => (await busy()).close(),
  'exit-without-close': busy,
  'exit-at-once': open,
  'stalled-exit': async () => {
    await busy();
    const until = Date.now() + 300;
    while (Date.now() < until) seen += 0;
  },
  'two-sensors': async () => {
    const [first, second] = [await busy(), await busy()];
    await Promise.all([first.close(), second.close()]);
  },
  throw: async () => {
    await busy();
    throw new Error('on purpose');
  },
  worker: inWorker,
  'worker-body': workerBody,
  gc: collected,
  probe: async () => {
    console.log((await probeBackends()).backends.syscall.reason);
  },
};

const mode = process.argv[2] ?? '';
await modes[mode]?.();
if (mode !== 'worker-body') process.exit(0);
