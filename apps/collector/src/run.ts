import { ensureTopics, kafkaOptions, KafkaPublisher } from '@keywarden/bus';
import { runService, type ServiceContext, type ServiceOptions } from '@keywarden/platform';
import { startCollector } from './collector.js';
import { type CollectorConfig, collectorConfig } from './config.js';

/** Runs the collector over Kafka until it is told to stop; returns the exit code. */
export function runCollector(options: ServiceOptions = {}): Promise<number> {
  return runService('keywarden-collector', collectorConfig, options, start);
}

/**
 * The sensor first: a missing right is told at once, not after waiting for a broker, and what happens
 * while the broker is away is held in the buffer.
 */
async function start(
  context: ServiceContext<CollectorConfig>,
): Promise<{ close: () => Promise<void> }> {
  const { config, health, logger, signal } = context;
  const { wait_limit_ms } = config.startup;
  const kafka = kafkaOptions(config.kafka, {
    logger,
    signal,
    ...(wait_limit_ms === undefined ? {} : { waitLimitMs: wait_limit_ms }),
    onHealth: (state, detail) => {
      health.set('kafka', state, detail);
    },
  });
  const publisher = new KafkaPublisher(kafka);
  const collector = await startCollector({ config, publisher, logger, health });
  const close = async (): Promise<void> => {
    await collector.close();
    await publisher.close();
  };
  try {
    if (config.kafka.create_topics) await ensureTopics(kafka, config.kafka);
    await publisher.connect();
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
}
