import { requireSecret } from '../shared/secret.js';
import { tlsOptions, type TlsOptions } from '../shared/tls.js';
import type { DocumentFormat } from '../stream/document.js';
import { below } from '../stream/http-settings.js';
import type { SplunkConfig } from './config.js';

/** The collector's settings with files and variables read. */
export interface SplunkOptions {
  name: string;
  eventUrl: URL;
  ackUrl: URL;
  timeoutMs: number;
  token: string;
  index?: string;
  source: string;
  sourcetype: string;
  format: DocumentFormat;
  channel: string;
  ack?: { timeoutMs: number; pollMs: number };
  gzip: boolean;
  maxBatch: number;
  lingerMs: number;
  tls: TlsOptions;
}

/**
 * @param newChannel makes the channel where the configuration names none
 * @throws KeywardenError `KW_CONFIG_INVALID` naming the file or variable that is missing
 */
export function splunkOptions(
  config: SplunkConfig,
  env: NodeJS.ProcessEnv,
  newChannel: () => string,
): SplunkOptions {
  const where = `notifier.sinks "${config.name}"`;
  const { index, ack } = config;
  return {
    name: config.name,
    eventUrl: below(config.url, '/services/collector/event'),
    ackUrl: below(config.url, '/services/collector/ack'),
    timeoutMs: config.timeout_ms,
    token: requireSecret({ config, name: 'token', env, where }),
    ...(index === undefined ? {} : { index }),
    source: config.source,
    sourcetype: config.sourcetype,
    format: config.format,
    channel: config.channel ?? newChannel(),
    ...(ack === undefined ? {} : { ack: { timeoutMs: ack.timeout_ms, pollMs: ack.poll_ms } }),
    gzip: config.gzip,
    maxBatch: config.max_batch,
    lingerMs: config.linger_ms,
    tls: tlsOptions(config.tls, where),
  };
}
