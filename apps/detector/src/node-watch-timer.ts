import type { Logger } from '@keywarden/platform';

/**
 * Does something again and again, never twice at a time; what goes wrong is logged, and tried again the
 * next time.
 */
export class NodeWatchTimer {
  readonly #what: string;
  readonly #work: () => Promise<unknown>;
  readonly #logger: Logger;
  readonly #interval: NodeJS.Timeout;
  #running: Promise<void> | undefined;

  constructor(what: string, everyMs: number, work: () => Promise<unknown>, logger: Logger) {
    this.#what = what;
    this.#work = work;
    this.#logger = logger;
    this.#interval = setInterval(() => {
      this.#running ??= this.#run();
    }, everyMs);
    this.#interval.unref();
  }

  /** Idempotent; waits for what is being done. */
  async close(): Promise<void> {
    clearInterval(this.#interval);
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      await this.#work();
    } catch (error) {
      this.#logger.warn({ err: error }, `${this.#what} failed, to be tried again`);
    } finally {
      this.#running = undefined;
    }
  }
}
