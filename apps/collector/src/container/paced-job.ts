export interface PacedJobOptions {
  /** @returns whether it worked; a rejection is a failure. */
  readonly run: () => Promise<boolean>;
  /** Least time between the end of a run and the start of the next. */
  readonly spacingMs: number;
  /** A run that nobody asked for. */
  readonly everyMs: number;
  /** Failures double the time to the next run, up to this. */
  readonly maxBackoffMs: number;
  readonly monotonicMs: () => number;
}

/** One job that is asked for as often as anyone likes, and runs once at a time and not too often. */
export class PacedJob {
  #timer: NodeJS.Timeout | undefined;
  #dueMs = Infinity;
  #notBeforeMs = -Infinity;
  #failures = 0;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(private readonly options: PacedJobOptions) {}

  /** Runs it after `delayMs`, or as soon as the pace allows; an earlier request stands. */
  request(delayMs: number): void {
    const dueMs = this.options.monotonicMs() + delayMs;
    if (dueMs >= this.#dueMs) return;
    this.#dueMs = dueMs;
    this.#arm();
  }

  /** No run starts any more; returns when the one under way has ended. May be called again. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#closed || this.#running !== undefined) return;
    const startMs = Math.max(this.#dueMs, this.#notBeforeMs);
    this.#timer = setTimeout(
      () => {
        this.#dueMs = Infinity;
        this.#running = this.#run();
      },
      Math.max(0, startMs - this.options.monotonicMs()),
    );
    this.#timer.unref();
  }

  async #run(): Promise<void> {
    const { run, spacingMs, everyMs, maxBackoffMs, monotonicMs } = this.options;
    const worked = await run().catch(() => false);
    this.#running = undefined;
    this.#failures = worked ? 0 : this.#failures + 1;
    const pauseMs = worked ? spacingMs : Math.min(maxBackoffMs, spacingMs * 2 ** this.#failures);
    const nowMs = monotonicMs();
    this.#notBeforeMs = nowMs + pauseMs;
    this.#dueMs = Math.min(this.#dueMs, nowMs + (worked ? everyMs : pauseMs));
    this.#arm();
  }
}
