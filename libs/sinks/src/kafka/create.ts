import { KafkaPublisher, type KafkaConnectionConfig } from '@keywarden/bus';
import { createLogger, type Logger } from '@keywarden/platform';
import type { Sink } from '@keywarden/routing';
import type { KafkaSinkConfig } from './config.js';
import { encoderOf } from './formats.js';
import { KafkaSink } from './kafka.js';
import { kafkaSinkOptions } from './options.js';

interface Deps {
  kafka?: KafkaConnectionConfig;
  logger?: Logger;
  env: NodeJS.ProcessEnv;
}

/**
 * Makes a Kafka sink; it connects with its first alert.
 *
 * @throws KeywardenError `KW_CONFIG_INVALID` as {@link kafkaSinkOptions}
 */
export function createKafkaSink(config: KafkaSinkConfig, { kafka, logger, env }: Deps): Sink {
  const quiet = (): Logger =>
    createLogger({ service: 'keywarden-notifier', level: 'silent', format: 'json' });
  const options = kafkaSinkOptions(config, { kafka, env, logger: logger ?? quiet() });
  const { name, topic, format, source, cluster } = config;
  const formatOptions = { source, ...(cluster === undefined ? {} : { cluster }) };
  return new KafkaSink(
    { name, topic, encode: encoderOf(format, formatOptions) },
    // Retry is a stage before the sink.
    new KafkaPublisher(options, { publishDeadlineMs: 0 }),
  );
}
