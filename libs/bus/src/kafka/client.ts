import { KeywardenError } from '@keywarden/contracts';
import { Kafka, type SASLOptions } from 'kafkajs';
import { routeLogs, verbosity } from './logs.js';
import type { KafkaOptions } from './options.js';
import { repairRequestQueue } from './request-queue.js';
import type { SaslLogin } from './sasl/login.js';

repairRequestQueue();

/** A kafkajs client whose single requests fail within seconds; waiting is the callers' business. */
export function createClient(options: KafkaOptions): Kafka {
  return new Kafka({
    clientId: options.clientId,
    brokers: options.brokers,
    ...(options.tls === undefined ? {} : { ssl: options.tls }),
    ...(options.sasl === undefined ? {} : { sasl: saslOf(options.sasl) }),
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    logLevel: verbosity(options.logger),
    logCreator: () => routeLogs(options.logger),
    retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 1_000 },
  });
}

/** A distribution over the mechanisms, which kafkajs's type asks for. */
function saslOf(login: SaslLogin): SASLOptions {
  switch (login.mechanism) {
    case 'plain':
      return { ...login, mechanism: 'plain' };
    case 'scram-sha-256':
      return { ...login, mechanism: 'scram-sha-256' };
    case 'scram-sha-512':
      return { ...login, mechanism: 'scram-sha-512' };
    case 'oauthbearer':
      return { mechanism: 'oauthbearer', oauthBearerProvider: login.token };
  }
}

/** `Kafka at host:port, host:port`, for logs and errors. */
export function brokersText(options: KafkaOptions): string {
  return `Kafka at ${options.brokers.join(', ')}`;
}

/** kafkajs wraps causes several deep; the innermost one carries the protocol's error type. */
export function protocolErrorType(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('type' in at && typeof at.type === 'string') return at.type;
  }
  return undefined;
}

/** Anything kafkajs throws as one of our errors. */
export function unreachable(options: KafkaOptions, cause: unknown): KeywardenError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new KeywardenError('KW_BUS_UNREACHABLE', message, {
    retryable: true,
    where: brokersText(options),
    cause,
  });
}
