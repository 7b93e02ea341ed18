import { readSecret } from '../shared/secret.js';
import { tlsOptions, type TlsOptions } from '../shared/tls.js';
import type { S3Config } from './config.js';

/** The store's settings with files and variables read. */
export interface S3Options {
  config: S3Config;
  credentials?: { accessKeyId: string; secretAccessKey: string };
  tls: TlsOptions;
}

/** @throws KeywardenError `KW_CONFIG_INVALID` naming the file or variable that is missing */
export function s3Options(config: S3Config, env: NodeJS.ProcessEnv): S3Options {
  const where = `notifier.sinks "${config.name}"`;
  const secretAccessKey = readSecret({ config, name: 'secret_access_key', env, where });
  const { access_key_id: accessKeyId } = config;
  return {
    config,
    ...(secretAccessKey === undefined || accessKeyId === undefined
      ? {}
      : { credentials: { accessKeyId, secretAccessKey } }),
    tls: tlsOptions(config.tls, where),
  };
}
