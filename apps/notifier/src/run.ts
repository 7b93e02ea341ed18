import { ensureTopics, kafkaOptions, KafkaPublisher } from '@keywarden/bus';
import { KafkaBatchTransport } from '@keywarden/bus/nest';
import {
  runService,
  serviceConfig,
  type CommonConfig,
  type HealthState,
  type ServiceContext,
  type ServiceOptions,
} from '@keywarden/platform';
import { createSinks } from '@keywarden/sinks';
import { connectRedis, RedisDeliveryLog } from '@keywarden/state';
import { notifierSection, type NotifierConfig } from './config.js';
import { startNotifier } from './start.js';

type Config = CommonConfig & { notifier: NotifierConfig };
type Close = () => Promise<void>;

/** Runs the notifier over Kafka and Redis until it is told to stop; returns the exit code. */
export function runNotifier(options: ServiceOptions = {}): Promise<number> {
  return runService(
    'keywarden-notifier',
    serviceConfig('notifier', notifierSection),
    options,
    start,
  );
}

async function start(context: ServiceContext<Config>): Promise<{ close: Close }> {
  const opened: Close[] = [];
  const close = async (): Promise<void> => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  try {
    await open(context, opened);
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Each part is pushed once it is open, so that they can be closed in the opposite order. */
async function open({ config, logger, health, signal }: ServiceContext<Config>, opened: Close[]) {
  // First, so that a missing secret file is told at once and not after waiting for servers.
  const sinks = createSinks(config.notifier.sinks);
  const { wait_limit_ms } = config.startup;
  const wait = { signal, ...(wait_limit_ms === undefined ? {} : { waitLimitMs: wait_limit_ms }) };
  const onHealth = (component: string) => (state: HealthState, detail?: string) => {
    health.set(component, state, detail);
  };
  const state = await connectRedis({
    url: config.redis.url,
    logger,
    onHealth: onHealth('redis'),
    ...wait,
  });
  opened.push(() => state.close());
  const kafka = kafkaOptions(config.kafka, { logger, onHealth: onHealth('kafka'), ...wait });
  if (config.kafka.create_topics) await ensureTopics(kafka, config.kafka);
  const deadLetters = new KafkaPublisher(kafka);
  opened.push(() => deadLetters.close());
  await deadLetters.connect();
  const notifier = await startNotifier({
    config: config.notifier,
    transport: new KafkaBatchTransport({ kafka, groupId: config.notifier.group_id, deadLetters }),
    deadLetters,
    deliveryLog: new RedisDeliveryLog(state.redis, {
      keyPrefix: config.redis.key_prefix,
      retentionSeconds: config.notifier.dedup_retention_s,
    }),
    sinks,
    logger,
    health,
  });
  opened.push(() => notifier.close());
}
