import 'reflect-metadata';
import { setTimeout as delay } from 'node:timers/promises';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { MessagePublisher } from '@keywarden/bus';
import { startMicroservice } from '@keywarden/bus/nest';
import type { Health, Logger } from '@keywarden/platform';
import type { DeliveryLog, Sink } from '@keywarden/routing';
import { createSinks } from '@keywarden/sinks';
import { BatchDelivery } from './batch-delivery.js';
import type { NotifierConfig } from './config.js';
import { NotifierModule } from './notifier.module.js';

export interface NotifierDeps {
  config: NotifierConfig;
  transport: CustomTransportStrategy;
  /** Gets the alerts that a sink did not take. */
  deadLetters: MessagePublisher;
  deliveryLog: DeliveryLog;
  /** Default: made from the configuration. They are closed with the notifier. */
  sinks?: Sink[];
  logger: Logger;
  health: Health;
}

/** How long an attempt that runs when the notifier is closed may still take, ms. */
const CLOSE_GRACE_MS = 5_000;

/**
 * Starts the notifier on a bus and a delivery log of the caller's. `close` ends waits between
 * attempts at once, lets running attempts finish, and leaves bus and log open.
 *
 * @throws KeywardenError `KW_CONFIG_INVALID` when a file or variable that a sink names is missing
 */
export async function startNotifier(deps: NotifierDeps): Promise<{ close(): Promise<void> }> {
  const { config, logger, health, deadLetters } = deps;
  const sinks = deps.sinks ?? createSinks(config.sinks);
  const closing = new AbortController();
  const abandon = new AbortController();
  const { retry } = config;
  const delivery = new BatchDelivery({
    sinks,
    concurrency: config.concurrency,
    deadLetters,
    logger,
    health,
    ports: {
      log: deps.deliveryLog,
      policy: {
        maxAttempts: retry.max_attempts,
        maxElapsedMs: retry.max_elapsed_ms,
        firstDelayMs: retry.first_delay_ms,
        maxDelayMs: retry.max_delay_ms,
      },
      chance: Math.random,
      monotonicMs: () => performance.now(),
      sleep,
      closing: closing.signal,
      abandon: abandon.signal,
    },
  });
  const module = NotifierModule.with(delivery);
  const app = await startMicroservice(module, { strategy: deps.transport, logger });
  for (const sink of sinks) health.set(`sink ${sink.name}`, 'ok');
  health.set('notifier', 'ok');
  logger.info({ sinks: sinks.map(({ name, type }) => ({ name, type })) }, 'delivering alerts');

  const close = async (): Promise<void> => {
    closing.abort();
    const grace = setTimeout(() => {
      abandon.abort();
    }, CLOSE_GRACE_MS);
    await app.close();
    clearTimeout(grace);
    await Promise.allSettled(sinks.map((sink) => sink.close()));
  };
  let closed: Promise<void> | undefined;
  return { close: () => (closed ??= close()) };
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
