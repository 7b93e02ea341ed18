import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { toKeywardenError } from '@keywarden/contracts';
import type { KafkaConfig, Logger } from '@keywarden/platform';
import type { HealthListener } from '../health.js';

export interface KafkaOptions {
  /** `host:port` each. */
  brokers: string[];
  clientId: string;
  /** `true`: TLS with the system's authorities. */
  tls?: ConnectionOptions | boolean;
  sasl?: {
    mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    username: string;
    password: string;
  };
  logger: Logger;
  onHealth?: HealthListener;
  /** How long waiting for the brokers at start may take, ms; absent: for ever. */
  waitLimitMs?: number;
  /** Ends waiting at start. */
  signal?: AbortSignal;
}

/**
 * Options from the `kafka` section of the configuration; reads certificate and password files.
 *
 * @throws KeywardenError `KW_CONFIG_INVALID` when a file cannot be read.
 */
export function kafkaOptions(
  config: KafkaConfig,
  more: Pick<KafkaOptions, 'logger' | 'onHealth' | 'waitLimitMs' | 'signal'>,
): KafkaOptions {
  const options: KafkaOptions = { brokers: config.brokers, clientId: config.client_id, ...more };
  const { tls, sasl } = config;
  if (tls !== undefined) {
    options.tls = {
      ...(tls.ca_file === undefined ? {} : { ca: readSecret(tls.ca_file) }),
      ...(tls.cert_file === undefined ? {} : { cert: readSecret(tls.cert_file) }),
      ...(tls.key_file === undefined ? {} : { key: readSecret(tls.key_file) }),
      ...(tls.server_name === undefined ? {} : { servername: tls.server_name }),
    };
  }
  if (sasl !== undefined) {
    const password =
      sasl.password_file === undefined ? (sasl.password ?? '') : readSecret(sasl.password_file);
    options.sasl = {
      mechanism: sasl.mechanism,
      username: sasl.username,
      password: password.trim(),
    };
  }
  return options;
}

function readSecret(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw toKeywardenError(error, 'KW_CONFIG_INVALID');
  }
}
