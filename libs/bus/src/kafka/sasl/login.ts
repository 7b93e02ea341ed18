import { KeywardenError } from '@keywarden/contracts';
import { readConfiguredFile, readSecretFile, type KafkaSaslConfig } from '@keywarden/platform';
import { fetchToken } from './client-credentials.js';
import { mskToken } from './msk.js';
import { cachedToken, type TokenSource } from './token.js';

/** How a client logs in. */
export type SaslLogin =
  | { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string }
  | { mechanism: 'oauthbearer'; token: TokenSource };

/** Where a section of the configuration stands, and the variables it may name. */
export interface LoginPlace {
  env: NodeJS.ProcessEnv;
  /** E.g. `kafka`, for errors. */
  where: string;
}

/**
 * A login from `sasl`: secrets are read from their files and variables; tokens are fetched when the
 * first connection is made.
 *
 * @throws KeywardenError `KW_CONFIG_INVALID` naming the file or variable that is missing
 */
export function saslLogin(config: KafkaSaslConfig, place: LoginPlace): SaslLogin {
  switch (config.mechanism) {
    case 'plain':
    case 'scram-sha-256':
    case 'scram-sha-512':
      return {
        mechanism: config.mechanism,
        username: config.username ?? '',
        password: secretOf(config, 'password', place),
      };
    case 'oauthbearer':
      return { mechanism: 'oauthbearer', token: clientCredentials(config, place) };
    case 'aws-msk-iam': {
      const region = config.region ?? place.env.AWS_REGION ?? '';
      if (region === '') throw missing('the AWS region is not known', `${place.where}.sasl.region`);
      return { mechanism: 'oauthbearer', token: cachedToken(() => mskToken(region)) };
    }
  }
}

function clientCredentials(config: KafkaSaslConfig, place: LoginPlace): TokenSource {
  const { token_ca_file: caFile, scope, extensions } = config;
  const credentials = {
    tokenEndpoint: new URL(config.token_endpoint ?? ''),
    clientId: config.client_id ?? '',
    clientSecret: secretOf(config, 'client_secret', place),
    ...(scope === undefined ? {} : { scope }),
    ...(extensions === undefined ? {} : { extensions }),
    ...(caFile === undefined
      ? {}
      : { ca: readConfiguredFile(caFile, `${place.where}.sasl.token_ca_file`) }),
  };
  return cachedToken(() => fetchToken(credentials));
}

function secretOf(
  config: KafkaSaslConfig,
  name: 'password' | 'client_secret',
  { env, where }: LoginPlace,
): string {
  const file = config[`${name}_file`];
  const variable = config[`${name}_env`];
  let secret = config[name] ?? '';
  if (file !== undefined) secret = readSecretFile(file, `${where}.sasl.${name}_file`);
  else if (variable !== undefined) secret = env[variable] ?? '';
  if (secret === '') throw missing('the secret is empty', `${where}.sasl.${name}`);
  return secret;
}

function missing(message: string, where: string): KeywardenError {
  return new KeywardenError('KW_CONFIG_INVALID', message, {
    where,
    hint: 'Put it into the key, file or variable that the configuration names.',
  });
}
