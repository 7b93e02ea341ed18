import { readSecret } from '../shared/secret.js';
import { tlsOptions, type TlsOptions } from '../shared/tls.js';
import type { FalcoConfig } from './config.js';

/** The receiver's settings with files and variables read. */
export interface FalcoOptions {
  name: string;
  url: URL;
  timeoutMs: number;
  token?: string;
  tls: TlsOptions;
}

/** @throws KeywardenError `KW_CONFIG_INVALID` naming the file or variable that is missing */
export function falcoOptions(config: FalcoConfig, env: NodeJS.ProcessEnv): FalcoOptions {
  const where = `notifier.sinks "${config.name}"`;
  const token = readSecret({ config, name: 'token', env, where });
  return {
    name: config.name,
    url: new URL(config.url),
    timeoutMs: config.timeout_ms,
    ...(token === undefined ? {} : { token }),
    tls: tlsOptions(config.tls, where),
  };
}
