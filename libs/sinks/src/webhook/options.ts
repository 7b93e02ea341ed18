import { readConfiguredFile } from '@keywarden/platform';
import { readSecret } from '../shared/secret.js';
import type { WebhookConfig } from './config.js';

/** A webhook's settings with files and variables read. */
export interface WebhookOptions {
  name: string;
  url: URL;
  timeoutMs: number;
  headers: Readonly<Record<string, string>>;
  secret?: string;
  /** PEM. */
  ca?: string;
}

/** @throws KeywardenError `KW_CONFIG_INVALID` naming the file or variable that is missing */
export function webhookOptions(config: WebhookConfig, env: NodeJS.ProcessEnv): WebhookOptions {
  const where = `notifier.sinks "${config.name}"`;
  const secret = readSecret({ config, name: 'hmac_secret', env, where });
  const key = `${where}: ca_file`;
  return {
    name: config.name,
    url: new URL(config.url),
    timeoutMs: config.timeout_ms,
    headers: config.headers,
    ...(secret === undefined ? {} : { secret }),
    ...(config.ca_file === undefined ? {} : { ca: readConfiguredFile(config.ca_file, key) }),
  };
}
