interface Timer {
  atMs: number;
  order: number;
  work: () => void;
}

/** Lets everything that promises have begun come to rest. */
export async function settled(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

/** A Scheduler of libs/routing whose time passes only when it is told to. */
export class FakeScheduler {
  #monotonicMs = 0;
  #wallOffsetMs: number;
  #order = 0;
  readonly #timers = new Set<Timer>();

  constructor(startMs = Date.parse('2026-11-24T04:00:00Z')) {
    this.#wallOffsetMs = startMs;
  }

  nowMs(): number {
    return this.#wallOffsetMs + this.#monotonicMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  after(ms: number, work: () => void): () => void {
    const timer = { atMs: this.#monotonicMs + Math.max(0, ms), order: this.#order++, work };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** The wall clock is set forward or back; the monotonic one does not notice. */
  jump(ms: number): void {
    this.#wallOffsetMs += ms;
  }

  /** Lets time pass up to a moment of the monotonic clock, timer by timer. */
  async advanceTo(targetMs: number): Promise<void> {
    await settled();
    for (let next = this.#next(targetMs); next !== undefined; next = this.#next(targetMs)) {
      this.#monotonicMs = Math.max(this.#monotonicMs, next.atMs);
      this.#timers.delete(next);
      next.work();
      await settled();
    }
    this.#monotonicMs = Math.max(this.#monotonicMs, targetMs);
  }

  #next(targetMs: number): Timer | undefined {
    return [...this.#timers]
      .filter(({ atMs }) => atMs <= targetMs)
      .sort((a, b) => a.atMs - b.atMs || a.order - b.order)[0];
  }
}
