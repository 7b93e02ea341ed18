import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSensor, type Sensor, type WatchTarget } from '@keywarden/sensor';
import { loadAddon, objectFile } from '../../libs/sensor/src/addon.ts';
import { tempDir } from '../support/temp.ts';
import { buildCostProbe } from './cost-tools.ts';
import { type BenchRow, median, row } from './row.ts';

const ROUNDS = 7;
const SIZES = [10, 1_000, 50_000];
const DEPTHS = [5, 40];

interface Series {
  readonly size: number;
  readonly depth: number;
  readonly sensor: number[];
  readonly floor: number[];
}

/**
 * (e) ns per open+close of an unrelated file by how many files are watched and how deep the file lies,
 * beside an empty program on the same hook. A watched directory is on the same file system, so every
 * open has to be held against it. The conditions take turns.
 */
export async function run(): Promise<BenchRow[]> {
  const folder = tempDir('watch-size');
  const probe = buildCostProbe(folder);
  const { dev, ino } = statSync(folder, { bigint: true });
  mkdirSync(join(folder, 'watched'));
  const inside = statSync(join(folder, 'watched'), { bigint: true });
  const directory: WatchTarget = {
    device: dev,
    inode: inside.ino,
    kind: 'directory',
    path: join(folder, 'watched'),
  };
  const series: Series[] = [];
  for (const size of SIZES) {
    for (const depth of DEPTHS) series.push({ size, depth, sensor: [], floor: [] });
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const one of series) {
      const file = unrelatedFile(folder, one.depth);
      one.floor.push(await withEmpty(() => openCost(probe, file)));
      const sensor = await openSensor({ backend: 'syscall', onEvents: () => undefined });
      watchMany(sensor, directory, one.size, ino);
      one.sensor.push(openCost(probe, file));
      await sensor.close();
    }
  }
  return series.map(({ size, depth, sensor, floor }) =>
    row({
      id: 'e',
      what: `open+close ${String(depth)} deep, ${size.toLocaleString('en')} files watched`,
      unit: 'ns',
      value: median(sensor),
      floor: median(floor),
      floorName: 'empty program',
    }),
  );
}

/** The numbers are those of no file: what costs is the table, not what is in it. */
function watchMany(sensor: Sensor, directory: WatchTarget, size: number, from: bigint): void {
  const files = Array.from({ length: size }, (_, index): WatchTarget => {
    const inode = from + 1_000_000n + BigInt(index);
    return { device: directory.device, inode, kind: 'file', path: directory.path };
  });
  sensor.watch([directory, ...files]);
}

async function withEmpty(measure: () => number): Promise<number> {
  const { NativeSensor } = loadAddon();
  const native = new NativeSensor(objectFile('empty'), 0, false);
  const cost = measure();
  await native.close();
  return cost;
}

function openCost(probe: string, file: string): number {
  const [, pair = NaN] = execFileSync(probe, [file], { encoding: 'utf8' })
    .trim()
    .split(' ')
    .map(Number);
  return pair;
}

function unrelatedFile(folder: string, depth: number): string {
  const levels = Math.max(depth - folder.split('/').length, 1);
  const place = join(folder, ...Array.from({ length: levels }, (_, level) => `d${String(level)}`));
  mkdirSync(place, { recursive: true });
  const file = join(place, 'unrelated.so');
  writeFileSync(file, '');
  return file;
}
