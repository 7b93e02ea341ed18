import { kafkaOptions, type KafkaConnectionConfig, type KafkaOptions } from '@keywarden/bus';
import { KeywardenError } from '@keywarden/contracts';
import type { Logger } from '@keywarden/platform';
import type { KafkaSinkConfig } from './config.js';

/** What the sink needs from its service. */
export interface KafkaSinkDeps {
  /** The `kafka:` section of the service, for a sink without brokers. */
  kafka: KafkaConnectionConfig | undefined;
  logger: Logger;
  env: NodeJS.ProcessEnv;
}

/**
 * Where the sink connects to, and how.
 *
 * @throws KeywardenError `KW_CONFIG_INVALID` when there are no brokers, or a file or secret is missing
 */
export function kafkaSinkOptions(config: KafkaSinkConfig, deps: KafkaSinkDeps): KafkaOptions {
  const { logger, env } = deps;
  const { brokers, tls, sasl, client_id } = config;
  const where = `notifier.sinks "${config.name}"`;
  if (brokers === undefined) {
    if (deps.kafka !== undefined)
      return kafkaOptions({ ...deps.kafka, client_id }, { logger, env });
    throw new KeywardenError('KW_CONFIG_INVALID', 'there are no brokers', {
      where,
      hint: 'Give the sink brokers, or the service a kafka section.',
    });
  }
  const own = {
    brokers,
    client_id,
    ...(tls === undefined ? {} : { tls }),
    ...(sasl === undefined ? {} : { sasl }),
  };
  return kafkaOptions(own, { logger, env, where });
}
