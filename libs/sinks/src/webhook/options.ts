import { KeywardenError } from '@keywarden/contracts';
import { readConfiguredFile, readSecretFile } from '@keywarden/platform';
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
  const secret = readSecret(config, env);
  const key = `notifier.sinks "${config.name}": ca_file`;
  return {
    name: config.name,
    url: new URL(config.url),
    timeoutMs: config.timeout_ms,
    headers: config.headers,
    ...(secret === undefined ? {} : { secret }),
    ...(config.ca_file === undefined ? {} : { ca: readConfiguredFile(config.ca_file, key) }),
  };
}

function readSecret(config: WebhookConfig, env: NodeJS.ProcessEnv): string | undefined {
  const { hmac_secret, hmac_secret_file, hmac_secret_env } = config;
  const where = `notifier.sinks "${config.name}"`;
  let secret = hmac_secret;
  if (hmac_secret_file !== undefined) {
    secret = readSecretFile(hmac_secret_file, `${where}: hmac_secret_file`);
  } else if (hmac_secret_env !== undefined) {
    secret = env[hmac_secret_env] ?? '';
  }
  if (secret !== '') return secret;
  throw new KeywardenError('KW_CONFIG_INVALID', 'the signature secret is empty', {
    where,
    hint: 'Put it into the file or variable that the sink names.',
  });
}
