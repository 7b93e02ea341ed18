import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSensor, type WatchTarget } from '@keywarden/sensor';
import { loadAddon, objectFile } from '../../libs/sensor/src/addon.ts';
import { makeScratchHost } from '../e2e/scratch-host.ts';
import { tempDir } from '../support/temp.ts';
import { buildCostProbe, mountTracefs } from './cost-tools.ts';
import { median, row, type BenchRow } from './row.ts';

const ROUNDS = 11;
const BPF_STATS = '/proc/sys/kernel/bpf_stats_enabled';
const SYS_EXIT = 'kw_sys_exit';

/** What is attached while the probe runs. */
interface Attached {
  /** The kernel's own ns per run of the program on sys_exit; 0 when there is none. */
  nsPerRun(): number;
  close(): Promise<void>;
}

interface Condition {
  readonly name: string;
  attach(): Promise<Attached>;
  readonly calls: number[];
  readonly pairs: number[];
  nsPerRun: number;
}

const nothing: Attached = { nsPerRun: () => 0, close: () => Promise.resolve() };

/**
 * (a) ns per getppid and per open+close of an unrelated file, with the sensor attached, with an empty
 * program on the same hook, with empty programs on the ten system calls' own tracepoints, and with
 * nothing; the four take turns. Then the kernel's own time per run of the programs.
 */
export async function run(): Promise<BenchRow[]> {
  const folder = tempDir('sensor-cost');
  const host = makeScratchHost(join(folder, 'host'), undefined);
  // As far below the root of the same file system as a shared library is, so that the walk up to it counts.
  const unrelated = join(folder, 'usr/lib/x86_64-linux-gnu/unrelated.so');
  mkdirSync(join(unrelated, '..'), { recursive: true });
  writeFileSync(unrelated, '');
  const probe = buildCostProbe(folder);
  const watched = ['/etc/kubernetes', '/etc/kubernetes/pki'].map((path) => host.path(path));

  const bare = condition('nothing', () => Promise.resolve(nothing));
  const empty = condition('empty program', () => attachObject('empty'));
  const perCall = condition('an empty program a call', () => attachObject('empty_per_syscall'));
  const sensor = condition('sensor', () => attachSensor(watched.map(directory)));
  const unmount = mountTracefs();
  try {
    const conditions = [bare, empty, sensor, ...(unmount === undefined ? [] : [perCall])];
    await takeTurns(conditions, () => measure(probe, unrelated));
  } finally {
    unmount?.();
  }
  await measureRuns([empty, sensor], () => measure(probe, unrelated));
  return [
    costRow('getppid, sensor on', 'calls', sensor, empty),
    costRow('getppid, nothing attached', 'calls', bare, empty),
    costRow('open+close, sensor on', 'pairs', sensor, empty),
    costRow('open+close, nothing attached', 'pairs', bare, empty),
    row({
      id: 'a',
      what: "the program's own time per run",
      unit: 'ns',
      value: sensor.nsPerRun,
      floor: empty.nsPerRun,
      floorName: 'empty program, as the kernel counts it',
    }),
    ...(perCall.calls.length === 0
      ? []
      : [
          costRow('getppid, ten tracepoints', 'calls', perCall, empty),
          costRow('open+close, ten tracepoints', 'pairs', perCall, empty),
        ]),
  ];
}

/** Each round begins with another condition, so that what changes with time meets all of them. */
async function takeTurns(
  conditions: readonly Condition[],
  measured: () => readonly number[],
): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const turn of conditions.keys()) {
      const current = conditions[(round + turn) % conditions.length];
      if (current === undefined) continue;
      const attached = await current.attach();
      const [call = NaN, pair = NaN] = measured();
      current.calls.push(call);
      current.pairs.push(pair);
      await attached.close();
    }
  }
}

function condition(name: string, attach: () => Promise<Attached>): Condition {
  return { name, attach, calls: [], pairs: [], nsPerRun: 0 };
}

function costRow(
  what: string,
  figure: 'calls' | 'pairs',
  measured: Condition,
  floor: Condition,
): BenchRow {
  return row({
    id: 'a',
    what,
    unit: 'ns',
    value: median(measured[figure]),
    floor: median(floor[figure]),
    floorName: floor.name,
  });
}

function measure(probe: string, file: string): number[] {
  return execFileSync(probe, [file], { encoding: 'utf8' }).trim().split(' ').map(Number);
}

/** With the kernel's statistics on, which cost time themselves and so have a run of their own. */
async function measureRuns(conditions: readonly Condition[], load: () => void): Promise<void> {
  const before = readFileSync(BPF_STATS, 'utf8');
  writeFileSync(BPF_STATS, '1');
  try {
    for (const each of conditions) {
      const attached = await each.attach();
      load();
      each.nsPerRun = attached.nsPerRun();
      await attached.close();
    }
  } finally {
    writeFileSync(BPF_STATS, before);
  }
}

function attachObject(name: string): Promise<Attached> {
  const { NativeSensor } = loadAddon();
  const native = new NativeSensor(objectFile(name), 0, false);
  return Promise.resolve({
    nsPerRun: () => {
      const [program] = native.programStats();
      return Number(program?.nanoseconds) / Number(program?.runs);
    },
    close: () => native.close(),
  });
}

async function attachSensor(targets: readonly WatchTarget[]): Promise<Attached> {
  const sensor = await openSensor({ backend: 'syscall', onEvents: () => undefined });
  sensor.watch(targets);
  return {
    nsPerRun: () =>
      sensor.programStats().find(({ name }) => name === SYS_EXIT)?.nanosecondsPerRun ?? NaN,
    close: () => sensor.close(),
  };
}

function directory(path: string): WatchTarget {
  const { dev, ino } = statSync(path, { bigint: true });
  return { device: dev, inode: ino, kind: 'directory', path };
}
