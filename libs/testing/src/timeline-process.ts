import {
  Pipeline,
  type DutyStore,
  type LostNotification,
  type Mutes,
  type NotificationStore,
  type Route,
  type Scheduler,
} from '@keywarden/routing';
import type { FakeScheduler } from './fake-scheduler.js';
import {
  fakeReceiver,
  never,
  type ReceiverBooks,
  type TimelineReceiver,
} from './timeline-receiver.js';

export interface ProcessOptions {
  owner: string;
  store: NotificationStore;
  duty: DutyStore;
  root: Route;
  receivers: readonly TimelineReceiver[];
  mutes: (() => Partial<Mutes>) | undefined;
  canKeep: ((lost: LostNotification, atMs: number) => boolean) | undefined;
}

/**
 * The pipelines of one process. When it is killed nothing that it had begun goes on: no timer calls, no
 * answer comes, and nothing reaches the store.
 */
export class TimelineProcess {
  readonly pipelines: ReadonlyMap<string, Pipeline>;
  readonly #death = new AbortController();

  constructor(options: ProcessOptions, books: ReceiverBooks) {
    const alive = this.#death.signal;
    const { duty, mutes, owner, root } = options;
    const store = whileAlive(options.store, alive);
    const pipelineOf = (one: TimelineReceiver): [string, Pipeline] => {
      const pipeline = new Pipeline(fakeReceiver(one, books, alive), {
        scheduler: mortal(books.scheduler, alive),
        store,
        mutes: async () => ({
          silences: await duty.silences(),
          inhibitRules: [],
          inhibitSources: await duty.inhibitSources(),
          timeIntervals: new Map(),
          ...mutes?.(),
        }),
        isAcknowledged: async (id) => (await duty.incident(id))?.acknowledged !== undefined,
        root,
        chance: () => 0.5,
        owner,
        forward: (name, item) => {
          this.pipelines.get(name)?.accept(item);
          return this.pipelines.has(name);
        },
        keep: (notification) => {
          if (alive.aborted) return never();
          const atMs = books.scheduler.monotonicMs();
          const kept = options.canKeep?.(notification, atMs) ?? true;
          if (kept) books.lost.push({ atMs, notification });
          return Promise.resolve(kept);
        },
        observer: {
          attempt: (_, work) => work(),
          attempted: () => undefined,
          settled: () => undefined,
          circuit: () => undefined,
          stateTrouble: () => undefined,
        },
      });
      return [one.name, pipeline];
    };
    this.pipelines = new Map(options.receivers.map(pipelineOf));
    for (const pipeline of this.pipelines.values()) pipeline.start();
  }

  /** Aborted when the process is dead. */
  get death(): AbortSignal {
    return this.#death.signal;
  }

  /** As kill -9. */
  kill(): void {
    this.#death.abort();
  }

  /** As SIGTERM with no time left: running attempts are given up, and what is known is written down. */
  async close(): Promise<void> {
    const closed = [...this.pipelines.values()].map((one) => one.close(AbortSignal.abort()));
    await Promise.all(closed);
  }
}

function mortal(scheduler: FakeScheduler, alive: AbortSignal): Scheduler {
  return {
    nowMs: () => scheduler.nowMs(),
    monotonicMs: () => scheduler.monotonicMs(),
    after: (ms, work) =>
      scheduler.after(ms, () => {
        if (!alive.aborted) work();
      }),
  };
}

/** A store that a dead process neither reaches nor hears of. */
function whileAlive(store: NotificationStore, alive: AbortSignal): NotificationStore {
  const isDead = (): boolean => alive.aborted;
  const guard = async <T>(call: () => Promise<T>): Promise<T> => {
    if (isDead()) return never();
    try {
      const answer = await call();
      return isDead() ? await never() : answer;
    } catch (error) {
      if (isDead()) return never();
      throw error;
    }
  };
  return {
    claim: (...args) => guard(() => store.claim(...args)),
    commit: (...args) => guard(() => store.commit(...args)),
    release: (...args) => guard(() => store.release(...args)),
    state: (...args) => guard(() => store.state(...args)),
    due: (...args) => guard(() => store.due(...args)),
    deliveries: (...args) => guard(() => store.deliveries(...args)),
  };
}
