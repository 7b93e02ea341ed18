import { readSecret } from '../shared/secret.js';
import { tlsOptions, type TlsOptions } from '../shared/tls.js';
import type { DocumentFormat } from '../stream/document.js';
import { basicAuthorization, below } from '../stream/http-settings.js';
import type { LokiConfig } from './config.js';

/** Loki's settings with files and variables read. */
export interface LokiOptions {
  name: string;
  url: URL;
  timeoutMs: number;
  headers: Readonly<Record<string, string>>;
  /** What no result may show. */
  secrets: readonly string[];
  labels: Readonly<Record<string, string>>;
  format: DocumentFormat;
  structuredMetadata: boolean;
  gzip: boolean;
  maxBatch: number;
  lingerMs: number;
  tls: TlsOptions;
}

/** @throws KeywardenError `KW_CONFIG_INVALID` naming the file or variable that is missing */
export function lokiOptions(config: LokiConfig, env: NodeJS.ProcessEnv): LokiOptions {
  const where = `notifier.sinks "${config.name}"`;
  const password = readSecret({ config, name: 'password', env, where });
  const token = readSecret({ config, name: 'token', env, where });
  const basic =
    password === undefined ? undefined : basicAuthorization(config.username ?? '', password);
  const authorization = token === undefined ? basic : `Bearer ${token}`;
  return {
    name: config.name,
    url: below(config.url, '/loki/api/v1/push'),
    timeoutMs: config.timeout_ms,
    headers: {
      ...(config.tenant === undefined ? {} : { 'x-scope-orgid': config.tenant }),
      ...(authorization === undefined ? {} : { authorization }),
    },
    secrets: [password, token, basic?.slice('Basic '.length)].filter(
      (secret) => secret !== undefined,
    ),
    labels: config.labels,
    format: config.format,
    structuredMetadata: config.structured_metadata,
    gzip: config.gzip,
    maxBatch: config.max_batch,
    lingerMs: config.linger_ms,
    tls: tlsOptions(config.tls, where),
  };
}
