import type { Alert } from '@keywarden/contracts';
import type { Logger } from '@keywarden/platform';
import {
  SilenceWatch,
  nodeSilentAlert,
  resolvedAlert,
  type NodeMark,
  type NodeView,
  type NodeWatchStore,
  type Reading,
} from '@keywarden/self-alerts';
import type { NodeWatchConfig } from './node-watch-config.js';
import { rfc3339, type WatchClock } from './node-watch-clock.js';

export interface NodeSweepOptions {
  store: NodeWatchStore;
  publish: (alerts: readonly Alert[]) => Promise<void>;
  /** How far the events are read; undefined while nobody knows. */
  reading: () => Reading | undefined;
  config: NodeWatchConfig;
  clock: WatchClock;
  logger: Logger;
}

/**
 * Looks at all nodes again and again and tells those that are silent. Every detector does it: the first
 * one to tell leaves a note for the others, and those who tell at the same time tell the same alert.
 */
export class NodeSweep {
  readonly #options: NodeSweepOptions;
  readonly #silence: SilenceWatch;

  constructor(options: NodeSweepOptions) {
    this.#options = options;
    this.#silence = new SilenceWatch({ silentAfterMs: options.config.silent_after_ms });
  }

  /** @throws KeywardenError when the store or the bus fails; then the next call does it all. */
  async look(): Promise<readonly NodeView[]> {
    const { store, reading, clock } = this.#options;
    const found = await Promise.all([store.marks(), store.silences()]).catch((error: unknown) => {
      // What was not written meanwhile must not pass for silence.
      this.#silence.startOver();
      throw error;
    });
    const views = this.#silence.look(...found, reading(), clock.monotonicMs());
    await this.#tell(views.filter(({ isSilent, isTold }) => isSilent && !isTold));
    await this.#forget(views.filter((view) => view.isTold && this.#isForgotten(view.mark)));
    return views;
  }

  /** The alert goes out before the note is left: whoever reads the note may tell its end. */
  async #tell(views: readonly NodeView[]): Promise<void> {
    if (views.length === 0) return;
    const { store, publish, logger } = this.#options;
    const known = await store.load(views.map(({ mark }) => mark.node));
    const told = new Map<string, Alert>();
    for (const [index, { mark, silentAfterMs }] of views.entries()) {
      const record = known[index]?.record;
      if (record === undefined || !isSame(record.mark, mark)) continue;
      told.set(mark.node, nodeSilentAlert(record.event, silentAfterMs));
    }
    if (told.size === 0) return;
    await publish([...told.values()]);
    await store.silent(told);
    logger.warn({ nodes: [...told.keys()].slice(0, 10), count: told.size }, 'nodes are silent');
  }

  async #forget(views: readonly NodeView[]): Promise<void> {
    const { store, publish, clock, logger } = this.#options;
    if (views.length === 0) return;
    const known = await store.load(views.map(({ mark }) => mark.node));
    const time = rfc3339(clock.nowMs());
    for (const [index, { mark }] of views.entries()) {
      const { record, silence } = known[index] ?? {};
      if (record === undefined || !isSame(record.mark, mark)) continue;
      const alerts = [...(silence === undefined ? [] : [silence]), ...record.open];
      const resolution = { by: 'keywarden', reason: 'forgotten', time };
      await publish(alerts.map((alert) => resolvedAlert(alert, resolution)));
      await store.forget(mark.node);
      logger.info({ node: mark.node }, 'a silent node is forgotten');
    }
  }

  #isForgotten({ heard_ms }: NodeMark): boolean {
    return this.#options.clock.nowMs() - heard_ms >= this.#options.config.forget_after_ms;
  }
}

function isSame(one: NodeMark, other: NodeMark): boolean {
  return one.boot_id === other.boot_id && one.seq === other.seq;
}
