import { z } from 'zod';
import type { SinkDescription } from '@keywarden/routing';
import { httpHeaders } from '../shared/http-headers.js';
import { httpUrl } from '../shared/http-options.js';
import { atMostOne, secretFields } from '../shared/secret.js';
import { tlsConfig } from '../shared/tls.js';
import { sinkName } from '../sink-name.js';
import { MAX_SOURCE } from '../template/engine.js';

/** Alerts over HTTP, signed when a secret is configured; docs/integration/webhook.md. */
export const webhookConfig = z
  .strictObject({
    type: z.literal('webhook'),
    name: sinkName.default('webhook'),
    url: httpUrl,
    method: z.enum(['POST', 'PUT']).default('POST'),
    /** For one attempt, from connecting to the end of the answer. */
    timeout_ms: z.int().min(10).max(120_000).default(10_000),
    /** Further headers, e.g. `x-tenant`. */
    headers: httpHeaders.default({}),
    /** Key of the signature, given by one of the three. */
    ...secretFields('hmac_secret'),
    /** Sent as `Authorization: Bearer …`. */
    ...secretFields('bearer_token'),
    /** With a password: sent as `Authorization: Basic …`. */
    username: z.string().min(1).max(256).exactOptional(),
    ...secretFields('password'),
    /** PEM file with the authorities to trust instead of the system's; the same as `tls.ca_file`. */
    ca_file: z.string().min(1).exactOptional(),
    /** How the receiver is verified, and the client's own certificate. */
    tls: tlsConfig.exactOptional(),
    /** Always the document `keywarden.notification/1`, also for a single new alert. */
    group: z.boolean().default(false),
    /** Also tell when an incident is over. */
    send_resolved: z.boolean().default(true),
    /** Body of the request instead of the JSON document. */
    body_template: z.string().min(1).max(MAX_SOURCE).exactOptional(),
    /** Type of the body, and how the values of its template are escaped. */
    content_type: z
      .string()
      .regex(/^[\w.+-]+\/[\w.+-]+(; ?charset=utf-8)?$/i, 'must be a media type, e.g. text/plain')
      .default('application/json'),
  })
  .refine(...atMostOne('hmac_secret'))
  .refine(...atMostOne('bearer_token'))
  .refine(...atMostOne('password'))
  .refine((config) => (config.username !== undefined) === hasAny(config, 'password'), {
    error: 'username and password go together',
  })
  .refine((config) => waysToAuthorize(config) <= 1, {
    error: 'has more than one of bearer_token, username and the header authorization',
  })
  .refine(({ ca_file, tls }) => ca_file === undefined || tls?.ca_file === undefined, {
    error: 'has both ca_file and tls.ca_file',
  });

export type WebhookConfig = z.output<typeof webhookConfig>;

export const webhookDescription: SinkDescription = {
  type: 'webhook',
  style: 'stream',
  resolves: true,
};

function hasAny(config: object, name: string): boolean {
  return [name, `${name}_file`, `${name}_env`].some((key) => key in config);
}

function waysToAuthorize(config: { headers: object; username?: string }): number {
  const names = Object.keys(config.headers).map((name) => name.toLowerCase());
  const ways = [
    hasAny(config, 'bearer_token'),
    config.username !== undefined,
    names.includes('authorization'),
  ];
  return ways.filter(Boolean).length;
}
