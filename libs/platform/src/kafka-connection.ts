import { KeywardenError } from '@keywarden/contracts';
import type { KafkaConfig } from './config/common.js';
import { readConfiguredFile, readSecretFile } from './secret-file.js';

/** Connection settings in the form that the bus takes: files read, names as kafkajs has them. */
export interface KafkaConnection {
  brokers: string[];
  clientId: string;
  tls?: { ca?: string; cert?: string; key?: string; servername?: string };
  sasl?: {
    mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    username: string;
    password: string;
  };
}

/**
 * Turns the `kafka` section into connection settings; reads the certificate and password files.
 *
 * @throws KeywardenError `KW_CONFIG_INVALID` naming the key whose file cannot be read
 */
export function kafkaConnection(config: KafkaConfig): KafkaConnection {
  const { tls, sasl } = config;
  return {
    brokers: config.brokers,
    clientId: config.client_id,
    ...(tls === undefined ? {} : { tls: tlsOptions(tls) }),
    ...(sasl === undefined ? {} : { sasl: saslOptions(sasl) }),
  };
}

function tlsOptions(tls: NonNullable<KafkaConfig['tls']>): NonNullable<KafkaConnection['tls']> {
  const { ca_file, cert_file, key_file, server_name } = tls;
  return {
    ...(ca_file === undefined ? {} : { ca: readConfiguredFile(ca_file, 'kafka.tls.ca_file') }),
    ...(cert_file === undefined
      ? {}
      : { cert: readConfiguredFile(cert_file, 'kafka.tls.cert_file') }),
    ...(key_file === undefined ? {} : { key: readConfiguredFile(key_file, 'kafka.tls.key_file') }),
    ...(server_name === undefined ? {} : { servername: server_name }),
  };
}

function saslOptions(sasl: NonNullable<KafkaConfig['sasl']>): NonNullable<KafkaConnection['sasl']> {
  const { mechanism, username, password, password_file } = sasl;
  if (password !== undefined) return { mechanism, username, password };
  if (password_file === undefined) {
    throw new KeywardenError('KW_CONFIG_INVALID', 'neither password nor password_file is set', {
      where: 'kafka.sasl',
    });
  }
  return {
    mechanism,
    username,
    password: readSecretFile(password_file, 'kafka.sasl.password_file'),
  };
}
