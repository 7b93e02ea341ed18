import { ensureTopics, kafkaOptions, KafkaPublisher } from '@keywarden/bus';
import { KafkaBatchTransport } from '@keywarden/bus/nest';
import {
  openAll,
  runService,
  serviceConfig,
  type Close,
  type CommonConfig,
  type ServiceContext,
  type ServiceOptions,
} from '@keywarden/platform';
import { createSinks } from '@keywarden/sinks';
import { connectRedis, RedisDutyStore, RedisNotificationStore } from '@keywarden/state';
import { notifierSection, type NotifierConfig } from './config/section.js';
import { startNotifier } from './start.js';

type Config = CommonConfig & { notifier: NotifierConfig };

/** Runs the notifier over Kafka and Redis until it is told to stop; returns the exit code. */
export function runNotifier(options: ServiceOptions = {}): Promise<number> {
  return runService(
    'keywarden-notifier',
    serviceConfig('notifier', notifierSection),
    options,
    start,
  );
}

function start(context: ServiceContext<Config>): Promise<{ close: Close }> {
  return openAll((opened) => open(context, opened));
}

async function open(
  { config, logger, health, patience }: ServiceContext<Config>,
  opened: Close[],
): Promise<void> {
  // First, so that a missing secret file is told at once and not after waiting for servers.
  const sinks = createSinks(config.notifier.sinks, { kafka: config.kafka, logger });
  const state = await connectRedis({
    url: config.redis.url,
    logger,
    onHealth: health.reporter('redis'),
    ...patience,
  });
  opened.push(() => state.close());
  const kafka = kafkaOptions(config.kafka, {
    logger,
    onHealth: health.reporter('kafka'),
    ...patience,
  });
  if (config.kafka.create_topics) await ensureTopics(kafka, config.kafka);
  const deadLetters = new KafkaPublisher(kafka);
  opened.push(() => deadLetters.close());
  await deadLetters.connect();
  const { group_id, dedup_retention_s, session_timeout_ms } = config.notifier;
  const stored = { keyPrefix: config.redis.key_prefix, retentionSeconds: dedup_retention_s };
  const notifier = await startNotifier({
    config: config.notifier,
    transport: {
      of: (receiver) =>
        new KafkaBatchTransport({
          kafka,
          groupId: `${group_id}.${receiver}`,
          sessionTimeoutMs: session_timeout_ms,
          deadLetters,
        }),
    },
    notifications: new RedisNotificationStore(state.redis, stored),
    duty: new RedisDutyStore(state.redis, stored),
    publisher: deadLetters,
    sinks,
    logger,
    health,
  });
  opened.push(() => notifier.close());
}
