import { readSecret } from '../shared/secret.js';
import { tlsOptions, type TlsOptions } from '../shared/tls.js';
import type { DocumentFormat } from '../stream/document.js';
import { basicAuthorization } from '../stream/http-settings.js';
import type { ElasticsearchConfig } from './config.js';

/** The cluster's settings with files and variables read. */
export interface ElasticsearchOptions {
  name: string;
  urls: readonly string[];
  timeoutMs: number;
  dataStream: string;
  format: DocumentFormat;
  setup: boolean;
  authorization?: string;
  /** What no result may show. */
  secrets: readonly string[];
  gzip: boolean;
  maxBatch: number;
  lingerMs: number;
  tls: TlsOptions;
}

/** @throws KeywardenError `KW_CONFIG_INVALID` naming the file or variable that is missing */
export function elasticsearchOptions(
  config: ElasticsearchConfig,
  env: NodeJS.ProcessEnv,
): ElasticsearchOptions {
  const where = `notifier.sinks "${config.name}"`;
  const secret = (name: string) => readSecret({ config, name, env, where });
  const [apiKey, token, password] = [secret('api_key'), secret('token'), secret('password')];
  const basic =
    password === undefined ? undefined : basicAuthorization(config.username ?? '', password);
  const authorization =
    apiKey !== undefined ? `ApiKey ${apiKey}` : token !== undefined ? `Bearer ${token}` : basic;
  const basicSecret = basic?.slice('Basic '.length);
  return {
    name: config.name,
    urls: config.urls,
    timeoutMs: config.timeout_ms,
    dataStream: config.data_stream,
    format: config.format,
    setup: config.setup,
    ...(authorization === undefined ? {} : { authorization }),
    secrets: [apiKey, token, password, basicSecret].filter((each) => each !== undefined),
    gzip: config.gzip,
    maxBatch: config.max_batch,
    lingerMs: config.linger_ms,
    tls: tlsOptions(config.tls, where),
  };
}
