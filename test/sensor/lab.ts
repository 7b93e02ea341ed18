import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSensor } from '@keywarden/sensor';
import type { BackendName, Sensor, SensorEvent, WatchTarget } from '@keywarden/sensor';

/** Generous: under emulation everything takes ten times as long. */
const DEADLINE_MS = 60_000;
const SKIPPED = 77;

export type FileEvent = Extract<SensorEvent, { device: number }>;
export type Named<Name extends SensorEvent['name']> = Extract<SensorEvent, { name: Name }>;

export interface Attempt {
  readonly pid: number;
  readonly skipped: boolean;
}

/** Thrown by a scenario that this kernel cannot play. */
export class SkipScenario extends Error {}

/** The compiled attempts.c: the one beside the source (a VM has no compiler), else a fresh one. */
export function buildAttempts(): string {
  const source = fileURLToPath(new URL('attempts.c', import.meta.url));
  const beside = source.slice(0, -'.c'.length);
  if (existsSync(beside)) return beside;
  const binary = join(mkdtempSync(join(tmpdir(), 'keywarden-attempts-')), 'attempts');
  execFileSync('cc', ['-O2', '-static', '-pthread', '-o', binary, source]);
  return binary;
}

/** The target that stands for what is at `path` now. */
export function targetAt(path: string, kind: WatchTarget['kind']): WatchTarget {
  const stats = statSync(path, { bigint: true });
  return { device: stats.dev, inode: stats.ino, kind, path };
}

/** One sensor, a scratch folder, and everything that arrived. */
export class Lab {
  private readonly attempts: string;
  private readonly root: string;
  readonly sensor: Sensor;
  readonly events: readonly SensorEvent[];
  private scenarios = 0;

  private constructor(sensor: Sensor, events: readonly SensorEvent[], attempts: string) {
    this.sensor = sensor;
    this.events = events;
    this.attempts = attempts;
    this.root = mkdtempSync(join(tmpdir(), 'keywarden-lab-'));
  }

  static async open(backend: BackendName, attempts = buildAttempts()): Promise<Lab> {
    const arrived: SensorEvent[] = [];
    const sensor = await openSensor({
      backend,
      onEvents: (events) => arrived.push(...events),
      onError: (error) => {
        throw error;
      },
    });
    return new Lab(sensor, arrived, attempts);
  }

  async close(): Promise<void> {
    await this.sensor.close();
    rmSync(this.root, { recursive: true, force: true });
  }

  /** A folder of the scenario's own. */
  folder(): string {
    this.scenarios += 1;
    const folder = join(this.root, `s${String(this.scenarios)}`);
    mkdirSync(folder);
    return folder;
  }

  /** A folder with `pki/ca.key` in it, the key watched. */
  key(): { folder: string; pki: string; key: string; target: WatchTarget } {
    const folder = this.folder();
    const pki = join(folder, 'pki');
    const key = join(pki, 'ca.key');
    mkdirSync(pki);
    writeFileSync(key, 'not a key');
    const target = targetAt(key, 'file');
    this.sensor.watch([target]);
    return { folder, pki, key, target };
  }

  /** Runs one attempt to its end. Rejects when it fails. */
  attempt(...parameters: string[]): Promise<Attempt> {
    return new Promise((resolve, reject) => {
      const child = spawn(this.attempts, parameters, { stdio: ['ignore', 'ignore', 'pipe'] });
      let complaint = '';
      child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
      child.on('error', reject);
      child.on('close', (code) => {
        if (code === 0 || code === SKIPPED) {
          resolve({ pid: child.pid ?? 0, skipped: code === SKIPPED });
        } else {
          reject(new Error(`attempt ${parameters.join(' ')}: ${String(code)} ${complaint}`));
        }
      });
    });
  }

  /** Like {@link attempt}, but skips the scenario where the kernel has no such call. */
  async must(...parameters: string[]): Promise<number> {
    const { pid, skipped } = await this.attempt(...parameters);
    if (skipped) throw new SkipScenario(parameters[0]);
    return pid;
  }

  /** The first event that fits; waits for it. */
  async until<Event extends SensorEvent>(
    what: string,
    fits: (event: SensorEvent) => event is Event,
  ): Promise<Event> {
    const deadline = Date.now() + DEADLINE_MS;
    for (;;) {
      const found = this.events.find(fits);
      if (found !== undefined) return found;
      if (Date.now() > deadline) throw new Error(`no event within the deadline: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** The first event of a name from a process. */
  from<Name extends SensorEvent['name']>(name: Name, pid: number): Promise<Named<Name>> {
    return this.until(
      `${name} of ${String(pid)}`,
      (event): event is Named<Name> => event.name === name && event.process.pid === pid,
    );
  }

  /** File events of a process, complete because its exit has arrived. */
  async fileEvents(pid: number): Promise<FileEvent[]> {
    await this.from('sched_process_exit', pid);
    return this.events.filter(
      (event): event is FileEvent => 'device' in event && event.process.pid === pid,
    );
  }
}
