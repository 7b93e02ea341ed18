import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Collector, collectorConfig, startCollector } from '@keywarden/collector';
import type { KernelEvent } from '@keywarden/contracts';
import { createLogger, Health, loadConfig } from '@keywarden/platform';
import { RecordingPublisher } from '../collector/recording.ts';
import { waitFor } from '../support/wait.ts';
import { Family } from './family.ts';
import type { Attack, Place, TableBackend, Twin } from './scenario.ts';

const SKIPPED = 77;
/** Generous: under emulation everything takes ten times as long. */
const DEADLINE_MS = 60_000;
/** How long a program stays whose read is not reported. */
const LINGER_MS = 10_000;

/** What came of one program. */
export interface Outcome {
  /** The reason on stderr when the kernel or host has no such way. */
  readonly skipped?: string;
  readonly pid: number;
  /** Events since it was started. */
  readonly events: readonly KernelEvent[];
  readonly family: Family;
  /**
   * Runs that the kernel skipped meanwhile, because the same program was being preempted on that CPU.
   * They are counted as lost and told of: not seen, but not unnoticed.
   */
  readonly skippedRuns?: number;
}

/** The collector on the real kernel, in this process, with a scratch node as its host. */
export class AttackLab {
  readonly #publisher = new RecordingPublisher();
  #collector: Collector | undefined;

  get backend(): string {
    return this.#collector?.backend ?? 'none';
  }

  async start(backend: TableBackend, root: string): Promise<void> {
    const config = loadConfig({
      schema: collectorConfig,
      env: {},
      overrides: { node: 'attacks', host_root: root, collector: { backend } },
    });
    this.#collector = await startCollector({
      config,
      publisher: this.#publisher,
      logger: createLogger({ service: 'attacks', level: 'warn', format: 'json' }),
      health: new Health(),
    });
  }

  async close(): Promise<void> {
    await this.#collector?.close();
  }

  /** Plays a scenario to its end, and waits until everything that it caused has come through. */
  async play(scenario: Attack | Twin, at: Place): Promise<Outcome> {
    if (scenario.arrive !== undefined) await this.#noticed(() => scenario.arrive?.(at));
    return this.#run(scenario, at);
  }

  async #run(scenario: Attack | Twin, at: Place): Promise<Outcome> {
    const from = this.#publisher.events.length;
    const skippedBefore = this.#skippedRuns();
    const child = spawn(startable(scenario, at), scenario.args(at), {
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    const closed = once(child, 'close');
    // A program that does not linger may be gone before its input is.
    child.stdin.on('error', () => undefined);
    if (scenario.lingers === true) await this.#reported(child.pid ?? 0, from);
    child.stdin.end();
    const complaint: Buffer[] = [];
    child.stderr.on('data', (bytes: Buffer) => complaint.push(bytes));
    const [code, signal] = (await closed) as [number | null, string | null];
    const { pid = 0 } = child;
    const said = Buffer.concat(complaint).toString().trim();
    if (code !== 0 && code !== SKIPPED) {
      throw new Error(`${scenario.program} ended with ${String(code ?? signal)}: ${said}`);
    }
    const family = await this.#familyOf(pid, from);
    const skippedRuns = this.#skippedRuns() - skippedBefore;
    const outcome = { pid, events: this.#publisher.events.slice(from), family, skippedRuns };
    return code === SKIPPED ? { ...outcome, skipped: said } : outcome;
  }

  /** Waits for a process's read; that it never comes is not this function's business. */
  async #reported(pid: number, from: number): Promise<void> {
    const isIt = (event: KernelEvent): boolean =>
      event.name === 'security_file_open' && event.process.pid === pid;
    await waitFor(() => this.#publisher.events.slice(from).some(isIt), {
      what: `the read of ${String(pid)}`,
      deadlineMs: LINGER_MS,
      intervalMs: 5,
    }).catch(() => undefined);
  }

  /** The kernel reports a process's exit after everything that it did. */
  #skippedRuns(): number {
    return this.#collector?.status().lost.program_busy ?? 0;
  }

  async #familyOf(pid: number, from: number): Promise<Family> {
    return waitFor(
      () => {
        const events = this.#publisher.events.slice(from);
        const family = new Family(pid, events);
        return family.isGone(events) && family;
      },
      {
        what: `the exit of ${String(pid)} and its descendants`,
        deadlineMs: DEADLINE_MS,
        intervalMs: 5,
      },
    );
  }

  async #noticed(change: () => void): Promise<void> {
    const watched = (): number => {
      const { directories = 0, files = 0 } = this.#collector?.status().watched ?? {};
      return directories + files;
    };
    const before = watched();
    change();
    await waitFor(() => watched() > before, {
      what: 'the watched set to follow',
      deadlineMs: DEADLINE_MS,
    });
  }
}

/** The program, or its copy as the scenario wants it. */
function startable({ program, copy }: Attack | Twin, at: Place): string {
  const compiled = at.program(program);
  if (copy === undefined) return compiled;
  const path = join(at.tmp, copy.name);
  copyFileSync(compiled, path);
  chownSync(path, copy.owner ?? 0, 0);
  chmodSync(path, copy.mode ?? 0o755);
  return path;
}
