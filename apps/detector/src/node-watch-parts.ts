import { hostname } from 'node:os';
import type { MessagePublisher } from '@keywarden/bus';
import { TOPICS, type Alert } from '@keywarden/contracts';
import type { Logger } from '@keywarden/platform';
import type { NodeWatchStore, Reading } from '@keywarden/self-alerts';
import type { DetectorConfig } from './config.js';
import { LagWatch, type LagReader } from './lag-watch.js';
import { DetectorMetrics } from './metrics.js';
import { systemWatchClock, type WatchClock } from './node-watch-clock.js';
import { NodeSweep } from './node-watch-sweep.js';
import { NodeWatchTimer } from './node-watch-timer.js';
import { NodeWatch } from './node-watch.js';
import { alertMessage } from './node-watch-message.js';
import { Watchdog } from './watchdog.js';

export interface NodeWatchDeps {
  config: DetectorConfig;
  publisher: MessagePublisher;
  store: NodeWatchStore;
  /** Absent on a bus that has no consumer groups: there, events are read at once. */
  lag?: LagReader;
  logger: Logger;
  clock?: WatchClock;
}

/** Everything that watches the nodes and the detectors themselves. */
export interface NodeWatchParts {
  /** For the heartbeats; absent when nodes are not watched. */
  readonly nodes: NodeWatch | undefined;
  /** Starts to look at nodes and consumer groups. */
  begin(): void;
  close(): Promise<void>;
}

/** Puts the parts together as the configuration says. */
export function nodeWatchParts(deps: NodeWatchDeps): NodeWatchParts {
  const { config, store, logger, clock = systemWatchClock } = deps;
  const { lag: lagConfig, node_watch, watchdog } = config;
  const publish = publisherOf(deps.publisher);
  const instance = hostname().slice(0, 253);
  const lag =
    deps.lag !== undefined && lagConfig.enabled
      ? new LagWatch({
          reader: deps.lag,
          store,
          publish,
          config: lagConfig,
          ownGroup: config.group_id,
          instance,
          clock,
          logger,
        })
      : undefined;
  const reading = (): Reading | undefined =>
    lag === undefined ? { untilMs: clock.monotonicMs(), unbrokenMs: -Infinity } : lag.reading();
  const limits = {
    cluster: watchdog.cluster,
    intervalMs: watchdog.interval_ms,
    proofMaxAgeMs: watchdog.proof_max_age_ms,
    isCurrent: () =>
      clock.monotonicMs() - (reading()?.untilMs ?? -Infinity) <= watchdog.proof_max_age_ms,
  };
  const isPerNode = watchdog.enabled && watchdog.per_node;
  const nodes = node_watch.enabled
    ? new NodeWatch({ store, clock, logger, ...(isPerNode ? { watchdog: limits } : {}) })
    : undefined;
  const sweep = new NodeSweep({ store, publish, reading, config: node_watch, clock, logger });
  const { every_ms: everyMs } = node_watch;
  const dog = watchdog.enabled
    ? new Watchdog({ store, publish, config: watchdog, everyMs, instance, clock })
    : undefined;
  const timers: NodeWatchTimer[] = [];
  return {
    nodes,
    begin: () => {
      if (nodes !== undefined) {
        const look = async (): Promise<void> => {
          const views = await sweep.look();
          await dog?.tell(views);
        };
        timers.push(new NodeWatchTimer('looking at the nodes', everyMs, look, logger));
      }
      if (lag !== undefined) {
        const lookAtLag = (): Promise<void> => lag.look();
        const every = lagConfig.every_ms;
        timers.push(new NodeWatchTimer('looking at consumer groups', every, lookAtLag, logger));
      }
    },
    close: async () => {
      await Promise.all(timers.map((timer) => timer.close()));
    },
  };
}

function publisherOf(publisher: MessagePublisher) {
  const metrics = new DetectorMetrics();
  return async (alerts: readonly Alert[]): Promise<void> => {
    if (alerts.length === 0) return;
    await publisher.publish(
      TOPICS.alerts,
      alerts.map((alert) => alertMessage(alert, {})),
    );
    metrics.alerted(alerts.length);
  };
}
