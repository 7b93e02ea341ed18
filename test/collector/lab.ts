import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Collector, collectorConfig, startCollector } from '@keywarden/collector';
import type { KernelEvent } from '@keywarden/contracts';
import { createLogger, Health, loadConfig } from '@keywarden/platform';
import { tempDir } from '../support/temp.ts';
import { waitFor } from '../support/wait.ts';
import { RecordingPublisher } from './recording.ts';

/** A collector on the real kernel with a scratch host root and a recording broker. */
export class Lab {
  readonly root = join(tempDir('collector'), 'host');
  readonly publisher = new RecordingPublisher();
  readonly health = new Health();
  #collector: Collector | undefined;

  constructor() {
    mkdirSync(this.root);
  }

  /** The absolute path of a path of the scratch node; the folders above it are made. */
  path(onNode: string): string {
    const path = join(this.root, onNode);
    mkdirSync(dirname(path), { recursive: true });
    return path;
  }

  get collector(): Collector {
    if (this.#collector === undefined) throw new Error('the collector is not started');
    return this.#collector;
  }

  async start(section: object = {}): Promise<void> {
    const config = loadConfig({
      schema: collectorConfig,
      env: {},
      overrides: { node: 'lab', host_root: this.root, collector: section },
    });
    this.#collector = await startCollector({
      config,
      publisher: this.publisher,
      logger: createLogger({ service: 'lab', level: 'warn', format: 'json' }),
      health: this.health,
    });
  }

  async close(): Promise<void> {
    await this.#collector?.close();
  }

  /** Runs a program to its end and gives its pid; a failing one is an error. */
  async run(command: string, ...args: string[]): Promise<number> {
    const child = spawn(command, args, { stdio: 'ignore' });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0 || child.pid === undefined)
      throw new Error(`${command} ended with ${String(code)}`);
    return child.pid;
  }

  /** Waits for an event of a process. */
  async eventOf<Name extends KernelEvent['name']>(
    name: Name,
    pid: number,
    accept: (event: Extract<KernelEvent, { name: Name }>) => boolean = () => true,
  ): Promise<Extract<KernelEvent, { name: Name }>> {
    return waitFor(
      () =>
        this.publisher
          .of(name)
          .find((event) => 'process' in event && event.process.pid === pid && accept(event)),
      { what: `${name} of process ${String(pid)}`, deadlineMs: 20_000 },
    );
  }

  /** Waits until an event that was caused now has come through: everything before it has too. */
  async settled(): Promise<void> {
    const pid = await this.run('/bin/true');
    await this.eventOf('sched_process_exit', pid);
  }
}
