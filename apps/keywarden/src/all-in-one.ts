import { type BackoffOptions, InProcessBus } from '@keywarden/bus';
import { InProcessTransport } from '@keywarden/bus/nest';
import { type DetectorConfig, startDetector } from '@keywarden/detector';
import { type NotifierConfig, startNotifier } from '@keywarden/notifier';
import type { CommonConfig, Health, Logger } from '@keywarden/platform';
import { createSinks } from '@keywarden/sinks';
import {
  MemoryDutyStore,
  MemoryIncidentStore,
  MemoryLineageStore,
  MemoryNotificationStore,
} from '@keywarden/state';

export interface PipelineOptions {
  config: CommonConfig & { detector: DetectorConfig; notifier: NotifierConfig };
  logger: Logger;
  health: Health;
  retry?: BackoffOptions;
}

/** Detector and notifier in this process, over the in-process bus and with state in memory. */
export interface Pipeline {
  readonly bus: InProcessBus;
  /** Works off what is queued, then stops. Idempotent. */
  close(): Promise<void>;
}

/** Living and lately exited processes that one host may have; the oldest exited ones go first. */
const MAX_PROCESSES = 200_000;

/** Starts everything behind the collector: the code of the services on the in-process bus. */
export async function startPipeline(options: PipelineOptions): Promise<Pipeline> {
  const { config, logger, health } = options;
  const bus = new InProcessBus({ logger });
  const transport = (): InProcessTransport =>
    new InProcessTransport({ bus, deadLetters: bus.publisher() });
  const notifier = await startNotifier({
    config: config.notifier,
    transport: { shared: transport() },
    notifications: new MemoryNotificationStore({ monotonicMs: () => performance.now() }),
    duty: new MemoryDutyStore(),
    publisher: bus.publisher(),
    sinks: createSinks(config.notifier.sinks, { kafka: config.kafka, logger }),
    logger,
    health,
  });
  const detector = await startDetector({
    config: config.detector,
    transport: transport(),
    publisher: bus.publisher(),
    lineage: new MemoryLineageStore({
      maxProcesses: MAX_PROCESSES,
      retentionSeconds: config.detector.lineage.retention_s,
      now: Date.now,
    }),
    incidents: new MemoryIncidentStore(),
    logger,
    health,
  });
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    // What waits for company would outlast the deadline.
    notifier.drain();
    try {
      await bus.drain({ deadlineMs: config.shutdown.deadline_ms });
    } finally {
      await detector.close();
      await notifier.close();
    }
    await bus.close();
  };
  return { bus, close: () => (closed ??= close()) };
}
