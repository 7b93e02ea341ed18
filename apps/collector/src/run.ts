import { ensureTopics, kafkaOptions, KafkaPublisher } from '@keywarden/bus';
import { openAll, runService, type ServiceContext, type ServiceOptions } from '@keywarden/platform';
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
function start(context: ServiceContext<CollectorConfig>): Promise<{ close: () => Promise<void> }> {
  const { config, health, logger, patience } = context;
  const onHealth = health.reporter('kafka');
  const kafka = kafkaOptions(config.kafka, { logger, onHealth, ...patience });
  return openAll(async (opened) => {
    const publisher = new KafkaPublisher(kafka);
    opened.push(() => publisher.close());
    const collector = await startCollector({ config, publisher, logger, health });
    opened.push(() => collector.close());
    if (config.kafka.create_topics) await ensureTopics(kafka, config.kafka);
    await publisher.connect();
  });
}
