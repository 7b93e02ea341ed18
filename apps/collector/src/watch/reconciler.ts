import type { DirectoryListeners } from './listeners.js';
import type { WatchSet } from './watch-set.js';

/** Between two looks at least this, and at least ten times what a look takes. */
const MIN_PAUSE_MS = 50;
const PAUSE_PER_DURATION = 10;

export interface ReconcilerOptions {
  readonly watchSet: WatchSet;
  readonly listeners: Pick<DirectoryListeners, 'set' | 'close'>;
  readonly everyMs: number;
  readonly monotonicMs: () => number;
  readonly onError: (error: unknown) => void;
}

/**
 * Decides when the watched set is compared with the file system: at once when something changed,
 * then not again before a pause, and every few seconds whatever the notifications say.
 */
export class Reconciler {
  #timer: NodeJS.Timeout | undefined;
  #dueMs = Infinity;
  #lastEndMs = -Infinity;
  #pauseMs = MIN_PAUSE_MS;
  #isClosed = false;

  constructor(private readonly options: ReconcilerOptions) {}

  /** Something changed. Runs soon, outside the caller. */
  request(): void {
    const now = this.options.monotonicMs();
    this.#schedule(Math.max(0, this.#lastEndMs + this.#pauseMs - now), now);
  }

  /** Runs now, then by itself. */
  run(): void {
    const { watchSet, listeners, everyMs, monotonicMs, onError } = this.options;
    const started = monotonicMs();
    try {
      watchSet.reconcile();
      listeners.set(watchSet.listen);
    } catch (error) {
      onError(error);
    }
    const ended = monotonicMs();
    this.#lastEndMs = ended;
    this.#pauseMs = Math.max(MIN_PAUSE_MS, (ended - started) * PAUSE_PER_DURATION);
    this.#dueMs = Infinity;
    this.#schedule(everyMs, ended);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.options.listeners.close();
  }

  #schedule(delayMs: number, now: number): void {
    if (this.#isClosed || now + delayMs >= this.#dueMs) return;
    clearTimeout(this.#timer);
    this.#dueMs = now + delayMs;
    this.#timer = setTimeout(() => {
      this.run();
    }, delayMs);
  }
}
