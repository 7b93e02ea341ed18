import { readSecret } from '../shared/secret.js';
import { tlsOptions, type TlsOptions } from '../shared/tls.js';
import type { DocumentFormat } from '../stream/document.js';
import { below } from '../stream/http-settings.js';
import type { OtlpConfig } from './config.js';

/** The collector's settings with files and variables read. */
export interface OtlpOptions {
  name: string;
  url: URL;
  timeoutMs: number;
  headers: Readonly<Record<string, string>>;
  token?: string;
  format: DocumentFormat;
  resource: Readonly<Record<string, string>>;
  gzip: boolean;
  maxBatch: number;
  lingerMs: number;
  tls: TlsOptions;
}

/** @throws KeywardenError `KW_CONFIG_INVALID` naming the file or variable that is missing */
export function otlpOptions(config: OtlpConfig, env: NodeJS.ProcessEnv): OtlpOptions {
  const where = `notifier.sinks "${config.name}"`;
  const token = readSecret({ config, name: 'token', env, where });
  return {
    name: config.name,
    url: below(config.url, '/v1/logs'),
    timeoutMs: config.timeout_ms,
    headers: config.headers,
    ...(token === undefined ? {} : { token }),
    format: config.format,
    resource: config.resource,
    gzip: config.gzip,
    maxBatch: config.max_batch,
    lingerMs: config.linger_ms,
    tls: tlsOptions(config.tls, where),
  };
}
