import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { startThreeServices, type ServiceName, type ThreeServices } from '../e2e/three-services.ts';
import { nodeBinary } from '../support/paths.ts';
import { start } from '../support/process.ts';
import { residentMb } from './proc.ts';
import { row, type BenchRow } from './row.ts';
import { makeKeys, readAtRate } from './theft-load.ts';

const SERVICES: readonly ServiceName[] = ['collect', 'detect', 'notify'];
const SETTLE_MS = 5_000;
const LOAD_SECONDS = 20;
const THEFTS_PER_SECOND = 100;
const execFilePromise = promisify(execFile);

/**
 * (d) Resident memory of each service, in MB: after start, and the most that was seen under 100 thefts a
 * second while other processes come and go. The floor is a Node process that does nothing.
 */
export async function run(): Promise<BenchRow[]> {
  const empty = await emptyNodeMb();
  const services = await startThreeServices({ asDeployed: true });
  try {
    await delay(SETTLE_MS);
    const idle = SERVICES.map((name) => residentMb(services.service(name).pid));
    const loaded = await underLoad(services);
    return SERVICES.flatMap((name, index) => [
      memoryRow(`${name}, idle`, idle[index] ?? 0, empty),
      memoryRow(`${name}, most under load`, loaded[index] ?? 0, empty),
    ]);
  } finally {
    await services.close();
  }
}

function memoryRow(what: string, value: number, floor: number): BenchRow {
  return row({ id: 'd', what, unit: 'MB', value, floor, floorName: 'an empty Node process' });
}

async function emptyNodeMb(): Promise<number> {
  const child = await start(nodeBinary, ['-e', 'setInterval(() => {}, 1e6); console.log("ready")']);
  await child.waitForLine(/^ready$/);
  const megabytes = residentMb(child.pid);
  await child.stop();
  return megabytes;
}

async function underLoad(services: ThreeServices): Promise<number[]> {
  const most = SERVICES.map(() => 0);
  const sampling = setInterval(() => {
    for (const [index, name] of SERVICES.entries()) {
      most[index] = Math.max(most[index] ?? 0, residentMb(services.service(name).pid));
    }
  }, 250);
  const thefts = THEFTS_PER_SECOND * LOAD_SECONDS;
  const keys = makeKeys(services.host, 'memory', thefts);
  const churning = new AbortController();
  const churn = processChurn(churning.signal);
  try {
    await readAtRate(keys, THEFTS_PER_SECOND);
    await services.receiver.waitForRequests(thefts, 120_000);
  } finally {
    churning.abort();
    await churn;
    clearInterval(sampling);
  }
  return most;
}

/** Short processes one after another, as scripts make them. */
async function processChurn(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) await execFilePromise('/bin/true');
}
