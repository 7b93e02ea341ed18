import type { Alert } from '@keywarden/contracts';
import type { Logger } from '@keywarden/platform';
import {
  nodeWatchdog,
  observe,
  resolvedAlert,
  type KnownNode,
  type NodeRecord,
  type NodeWatchStore,
  type SensorStatus,
  type WatchdogLimits,
} from '@keywarden/self-alerts';
import { sensorAlerts } from '@keywarden/signature';
import type { WatchClock } from './node-watch-clock.js';

export interface NodeWatchOptions {
  store: NodeWatchStore;
  clock: WatchClock;
  logger: Logger;
  /** Absent: nodes have no watchdogs. Asked at each heartbeat whether one may be sent. */
  watchdog?: WatchdogLimits & { isCurrent: () => boolean };
  /** How long a verdict may wait for the store, ms. */
  patienceMs?: number;
}

/** A heartbeat and where its message stands in the batch. */
export interface Heartbeat {
  readonly event: SensorStatus;
  readonly index: number;
}

/** What the heartbeats of a batch come to. */
export interface NodeNews {
  /** Ends of episodes and watchdogs, in the order of their heartbeats. */
  readonly alerts: readonly { alert: Alert; index: number }[];
  /** Remembers the heartbeats, once the alerts are with the bus. Never rejects. */
  save(): Promise<void>;
}

const NOTHING: NodeNews = { alerts: [], save: () => Promise.resolve() };
const SPEAKS = 'the node speaks again';
/** After a failure of the store, heartbeats go by without it for this time, ms. */
const LET_GO_MS = 5_000;

/**
 * Remembers the last heartbeat of each node for all detectors, and tells the ends of what was told of
 * it. Detection never waits for it: without the store, the next heartbeat makes up for this one.
 */
export class NodeWatch {
  readonly #options: NodeWatchOptions & { patienceMs: number };
  #awayUntilMs = -Infinity;

  constructor(options: NodeWatchOptions) {
    this.#options = { patienceMs: 1_000, ...options };
  }

  /** Never rejects. One read of the store per batch, and one write. */
  async see(heartbeats: readonly Heartbeat[]): Promise<NodeNews> {
    const nodes = [...new Set(heartbeats.map(({ event }) => event.node))];
    if (nodes.length === 0) return NOTHING;
    const { store } = this.#options;
    const known = await this.#ask(() => store.load(nodes));
    if (known === undefined) return NOTHING;
    const work = new HeartbeatWork(this.#options, nodes, known);
    for (const heartbeat of heartbeats) work.take(heartbeat);
    return {
      alerts: work.alerts,
      save: async () => {
        await this.#ask(() => store.save(work.records, work.spoke));
      },
    };
  }

  async #ask<Answer>(question: () => Promise<Answer>): Promise<Answer | undefined> {
    const { clock, logger, patienceMs } = this.#options;
    if (clock.monotonicMs() < this.#awayUntilMs) return undefined;
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      late.reject(new Error('no answer in time'));
    }, patienceMs);
    try {
      return await Promise.race([question(), late.promise]);
    } catch (error) {
      this.#awayUntilMs = clock.monotonicMs() + LET_GO_MS;
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn({ reason }, 'heartbeats are not remembered');
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}

class HeartbeatWork {
  readonly alerts: { alert: Alert; index: number }[] = [];
  readonly #known: Map<string, KnownNode>;
  readonly #records = new Map<string, NodeRecord>();
  readonly #spoke = new Set<string>();

  constructor(
    private readonly options: NodeWatchOptions,
    nodes: readonly string[],
    known: readonly KnownNode[],
  ) {
    this.#known = new Map(nodes.map((node, index) => [node, known[index] ?? {}]));
  }

  get records(): NodeRecord[] {
    return [...this.#records.values()];
  }

  get spoke(): string[] {
    return [...this.#spoke];
  }

  take({ event, index }: Heartbeat): void {
    const { clock, watchdog } = this.options;
    const { node } = event;
    const { record: stored, silence } = this.#known.get(node) ?? {};
    const before = this.#records.get(node) ?? stored;
    const { record, resolved } = observe(before, event, sensorAlerts(event), clock.nowMs());
    if (record === undefined) return;
    this.#records.set(node, record);
    const tell = (alert: Alert): void => {
      this.alerts.push({ alert, index });
    };
    if (silence !== undefined && !this.#spoke.has(node)) {
      this.#spoke.add(node);
      tell(resolvedAlert(silence, { by: 'keywarden', reason: SPEAKS, time: event.time }));
    }
    resolved.forEach(tell);
    if (watchdog?.isCurrent() !== true) return;
    const alive = nodeWatchdog(before, record, watchdog);
    if (alive !== undefined) tell(alive);
  }
}
