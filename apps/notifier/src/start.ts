import 'reflect-metadata';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { MessagePublisher } from '@keywarden/bus';
import { startMicroservice } from '@keywarden/bus/nest';
import type { Health, Logger } from '@keywarden/platform';
import type { DutyStore, NotificationStore, Sink } from '@keywarden/routing';
import type { NotifierConfig } from './config/section.js';
import { decode, SharedDecoder } from './decode.js';
import { Intake } from './intake.js';
import { NotifierMetrics } from './metrics.js';
import { NotifierModule } from './notifier.module.js';
import { createReceivers } from './receivers.js';
import { SelfWatch } from './self-watch.js';
import { systemScheduler } from './system-scheduler.js';

export interface NotifierDeps {
  config: NotifierConfig;
  /** Where alerts come from: a transport for each receiver, or one for all of them. */
  transport:
    { of: (receiver: string) => CustomTransportStrategy } | { shared: CustomTransportStrategy };
  notifications: NotificationStore;
  duty: DutyStore;
  /** Gets what the notifier has to say about itself. */
  publisher: MessagePublisher;
  /** Those of the configuration; they are closed with the notifier. */
  sinks: readonly Sink[];
  logger: Logger;
  health: Health;
}

export interface RunningNotifier {
  /** Tells what waits for company or for a full batch at once. */
  drain(): void;
  /** Ends waits, lets running attempts finish, and leaves bus and stores open. Idempotent. */
  close(): Promise<void>;
}

/** How long an attempt that runs when the notifier is closed may still take, ms. */
const CLOSE_GRACE_MS = 5_000;

/** Starts the notifier on a bus, stores and sinks of the caller's. */
export async function startNotifier(deps: NotifierDeps): Promise<RunningNotifier> {
  const { config, sinks, logger, health, transport } = deps;
  const metrics = new NotifierMetrics();
  const watch = new SelfWatch({
    publisher: deps.publisher,
    storm: { alerts: config.storm.alerts, windowMs: config.storm.window_ms },
    failingAfterMs: config.failing_after_ms,
    scheduler: systemScheduler,
    logger,
  });
  const { pipelines, view } = createReceivers({ ...deps, watch, metrics });
  const first = {
    onAlert: (alert: Parameters<typeof view.note>[0]): void => {
      watch.see(alert);
      void view.note(alert);
    },
  };
  const feeds =
    'shared' in transport
      ? [{ strategy: transport.shared, pipelines }]
      : pipelines.map((one) => ({ strategy: transport.of(one.name), pipelines: [one] }));
  // A single reader has nobody to share with.
  const decoder = feeds.length > 1 ? new SharedDecoder() : { decode };
  const apps = await Promise.all(
    feeds.map((feed, index) => {
      const intake = new Intake({
        pipelines: feed.pipelines,
        metrics,
        decoder,
        ...(index === 0 ? { first } : {}),
      });
      return startMicroservice(NotifierModule.with(intake), { strategy: feed.strategy, logger });
    }),
  );
  for (const pipeline of pipelines) pipeline.start();
  watch.start();
  for (const sink of sinks) health.set(`sink ${sink.name}`, 'ok');
  health.set('notifier', 'ok');
  logger.info({ sinks: sinks.map(({ name, type }) => ({ name, type })) }, 'delivering alerts');

  const close = async (): Promise<void> => {
    watch.stop();
    const abandon = new AbortController();
    const grace = setTimeout(() => {
      abandon.abort();
    }, CLOSE_GRACE_MS);
    await Promise.all(pipelines.map((pipeline) => pipeline.close(abandon.signal)));
    clearTimeout(grace);
    await Promise.all(apps.map((app) => app.close()));
  };
  let closed: Promise<void> | undefined;
  return {
    drain: () => {
      for (const pipeline of pipelines) pipeline.drain();
    },
    close: () => (closed ??= close()),
  };
}
