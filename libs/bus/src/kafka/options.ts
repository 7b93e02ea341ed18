import type { ConnectionOptions } from 'node:tls';
import {
  readConfiguredFile,
  type KafkaConfig,
  type KafkaTlsConfig,
  type Logger,
} from '@keywarden/platform';
import type { HealthListener } from '../health.js';
import { saslLogin, type SaslLogin } from './sasl/login.js';

export interface KafkaOptions {
  /** `host:port` each. */
  brokers: string[];
  clientId: string;
  /** `true`: TLS with the system's authorities. */
  tls?: ConnectionOptions | boolean;
  sasl?: SaslLogin;
  logger: Logger;
  onHealth?: HealthListener;
  /** How long waiting for the brokers at start may take, ms; absent: for ever. */
  waitLimitMs?: number;
  /** Ends waiting at start. */
  signal?: AbortSignal;
}

/** The part of the `kafka` section that a connection needs. */
export type KafkaConnectionConfig = Pick<KafkaConfig, 'brokers' | 'client_id' | 'tls' | 'sasl'>;

type More = Pick<KafkaOptions, 'logger' | 'onHealth' | 'waitLimitMs' | 'signal'> & {
  /** For secrets named by variable; default `process.env`. */
  env?: NodeJS.ProcessEnv;
  /** The section, for errors; default `kafka`. */
  where?: string;
};

/**
 * Options from the `kafka` section of the configuration; reads certificates and secrets. Warns of a
 * login that travels without TLS.
 *
 * @throws KeywardenError `KW_CONFIG_INVALID` when a file cannot be read or a secret is empty.
 */
export function kafkaOptions(config: KafkaConnectionConfig, more: More): KafkaOptions {
  const { env = process.env, where = 'kafka', ...rest } = more;
  const options: KafkaOptions = { brokers: config.brokers, clientId: config.client_id, ...rest };
  if (config.tls !== undefined) options.tls = tlsOf(config.tls, where);
  if (config.sasl !== undefined) options.sasl = saslLogin(config.sasl, { env, where });
  for (const warning of exposures(config)) more.logger.warn({ where }, warning);
  return options;
}

function tlsOf(tls: KafkaTlsConfig, where: string): ConnectionOptions {
  const read = (file: string, key: string): string =>
    readConfiguredFile(file, `${where}.tls.${key}`);
  return {
    ...(tls.ca_file === undefined ? {} : { ca: read(tls.ca_file, 'ca_file') }),
    ...(tls.cert_file === undefined ? {} : { cert: read(tls.cert_file, 'cert_file') }),
    ...(tls.key_file === undefined ? {} : { key: read(tls.key_file, 'key_file') }),
    ...(tls.server_name === undefined ? {} : { servername: tls.server_name }),
  };
}

const READABLE = 'can be read by whoever sees the network: set tls';

/** What a login reveals; SCRAM never sends its password, but its records are open without TLS. */
function exposures({ tls, sasl }: KafkaConnectionConfig): string[] {
  if (sasl === undefined) return [];
  const found: string[] = [];
  if (tls === undefined && !sasl.mechanism.startsWith('scram')) {
    found.push(`the ${sasl.mechanism} login to Kafka without TLS ${READABLE}`);
  }
  if (sasl.token_endpoint?.startsWith('http://') === true) {
    found.push('the client secret for the token endpoint goes over http://: use https://');
  }
  return found;
}
