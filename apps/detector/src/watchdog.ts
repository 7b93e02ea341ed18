import type { Alert } from '@keywarden/contracts';
import { clusterWatchdog, type NodeView, type NodeWatchStore } from '@keywarden/self-alerts';
import type { WatchdogConfig } from './node-watch-config.js';
import { rfc3339, type WatchClock } from './node-watch-clock.js';

export interface WatchdogOptions {
  store: Pick<NodeWatchStore, 'claim'>;
  publish: (alerts: readonly Alert[]) => Promise<void>;
  config: WatchdogConfig;
  /** How often {@link Watchdog.tell} is called, ms. */
  everyMs: number;
  /** Which detector this is. */
  instance: string;
  clock: WatchClock;
}

/** States in which a node cannot be expected to see; it becomes silent if it stays there. */
const BETWEEN = new Set<NodeView['mark']['state']>(['starting', 'stopping']);

/** The watchdog of the cluster: one of all detectors sends it, and only with proof. */
export class Watchdog {
  readonly #options: WatchdogOptions;

  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  /**
   * Sends the watchdog when it is due and every node that should see has proved that it does.
   *
   * @throws KeywardenError when the store or the bus fails.
   */
  async tell(views: readonly NodeView[]): Promise<void> {
    const { store, publish, config, everyMs, instance, clock } = this.#options;
    const seeing = views.filter(
      ({ proofAgeMs = Infinity }) => proofAgeMs <= config.proof_max_age_ms,
    );
    const expected = views.filter(({ isSilent, mark }) => !isSilent && !BETWEEN.has(mark.state));
    // Whoever cannot vouch for the cluster leaves the claim to those who can.
    if (seeing.length === 0 || seeing.length < expected.length) return;
    const ttlMs = Math.max(config.interval_ms - everyMs, config.interval_ms / 2);
    if (!(await store.claim('watchdog', ttlMs))) return;
    await publish([
      clusterWatchdog({
        cluster: config.cluster,
        nodes: views.length,
        seeing: seeing.length,
        silent: views.filter(({ isSilent }) => isSilent).length,
        instance,
        time: rfc3339(clock.nowMs()),
      }),
    ]);
  }
}
