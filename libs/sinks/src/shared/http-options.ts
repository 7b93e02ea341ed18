import { z } from 'zod';
import { sinkName } from '../sink-name.js';
import { HttpClient } from './http-client.js';
import { Exchange } from './http-sink.js';
import { tlsConfig, tlsOptions, type TlsConfig } from './tls.js';

/** The keys that every sink over HTTP has but its type and address. */
export function httpFields(defaultName: string) {
  return {
    name: sinkName.default(defaultName),
    /** For one attempt, from connecting to the end of the answer. */
    timeout_ms: z.int().min(10).max(120_000).default(10_000),
    /** How the receiver is verified, and how it can verify us. */
    tls: tlsConfig.exactOptional(),
  };
}

/** An address without a user in it: secrets have keys of their own. */
export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
  .refine((url) => !URL.canParse(url) || new URL(url).username === '', {
    error: 'must not hold a user or password',
  });

/** What a sink is made with besides its configuration. */
export interface HttpDeps {
  env: NodeJS.ProcessEnv;
  now: () => Date;
}

/** E.g. `notifier.sinks "soc"`, for errors. */
export function placeOf({ name }: { name: string }): string {
  return `notifier.sinks "${name}"`;
}

/** @throws KeywardenError `KW_CONFIG_INVALID` when a file of the `tls` section cannot be read */
export function exchangeOf(
  config: { name: string; timeout_ms: number; tls?: TlsConfig },
  { now }: HttpDeps,
  secrets: readonly (string | undefined)[],
): Exchange {
  const tls = tlsOptions(config.tls, placeOf(config));
  return new Exchange(new HttpClient({ timeoutMs: config.timeout_ms, now, tls }), secrets);
}
