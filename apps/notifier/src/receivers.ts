import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { MessagePublisher } from '@keywarden/bus';
import type { Health, Logger } from '@keywarden/platform';
import { Pipeline, type DutyStore, type NotificationStore, type Sink } from '@keywarden/routing';
import { buildReceiver } from './config/receivers.js';
import { buildRoute } from './config/route.js';
import type { NotifierConfig } from './config/section.js';
import { DutyView } from './duty-view.js';
import { LostNotifications } from './lost-notifications.js';
import type { NotifierMetrics } from './metrics.js';
import { observeReceiver } from './observer.js';
import type { SelfWatch } from './self-watch.js';
import { systemScheduler } from './system-scheduler.js';

export interface ReceiversDeps {
  config: NotifierConfig;
  sinks: readonly Sink[];
  notifications: NotificationStore;
  duty: DutyStore;
  /** Gets the dead letters of what came from no topic. */
  publisher: MessagePublisher;
  watch: SelfWatch;
  metrics: NotifierMetrics;
  logger: Logger;
  health: Health;
}

/** Every receiver's pipeline, and what they have in common. */
export interface Receivers {
  pipelines: readonly Pipeline[];
  view: DutyView;
}

export function createReceivers(deps: ReceiversDeps): Receivers {
  const { config, sinks, watch, logger, health, metrics } = deps;
  const root = buildRoute(
    config.route,
    sinks.map(({ name }) => name),
  );
  const view = new DutyView({
    duty: deps.duty,
    rules: config.inhibit_rules.map((rule) => ({
      name: rule.name,
      source: rule.source_matchers,
      target: rule.target_matchers,
      equal: rule.equal,
    })),
    inhibitForMs: config.inhibit_for_ms,
    silenceRetentionMs: config.silence_retention_s * 1_000,
    timeIntervals: new Map(config.time_intervals.map((one) => [one.name, one.time_intervals])),
    nowMs: () => Date.now(),
    logger,
  });
  const lostNotifications = new LostNotifications(deps.publisher, logger);
  const owner = `${hostname()}/${String(process.pid)}/${randomUUID()}`;
  const pipelines = new Map<string, Pipeline>();
  for (const sink of sinks) {
    const sinkConfig = config.sinks.find(({ name }) => name === sink.name);
    const receiver = buildReceiver(sink, sinkConfig, config.receivers[sink.name] ?? {}, config);
    const pipeline = new Pipeline(receiver, {
      scheduler: systemScheduler,
      store: deps.notifications,
      mutes: () => view.mutes(),
      isAcknowledged: (id) => view.isAcknowledged(id),
      root,
      chance: Math.random,
      owner,
      forward: (name, item) => {
        const target = pipelines.get(name);
        target?.accept(item);
        return target !== undefined;
      },
      keep: (lost) => lostNotifications.keep(lost),
      observer: observeReceiver({ sink, watch, logger, health, metrics }),
    });
    pipelines.set(sink.name, pipeline);
  }
  return { pipelines: [...pipelines.values()], view };
}
