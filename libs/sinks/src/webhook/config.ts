import { validateHeaderName, validateHeaderValue } from 'node:http';
import { z } from 'zod';
import type { SinkDescription } from '@keywarden/routing';
import { atMostOne, secretFields } from '../shared/secret.js';
import { sinkName } from '../sink-name.js';

const headers = z.record(z.string(), z.string()).superRefine((values, context) => {
  for (const [name, value] of Object.entries(values)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      context.addIssue({ code: 'custom', path: [name], message });
    }
  }
});

/** Alerts as HTTP POST with a JSON body, signed when a secret is configured. */
export const webhookConfig = z
  .strictObject({
    type: z.literal('webhook'),
    name: sinkName.default('webhook'),
    url: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }),
    /** For one attempt, from connecting to the end of the answer. */
    timeout_ms: z.int().min(10).max(120_000).default(10_000),
    /** Further headers, e.g. `authorization`. */
    headers: headers.default({}),
    /** Key of the signature, given by one of the three. */
    ...secretFields('hmac_secret'),
    /** PEM file with the authorities to trust instead of the system's. */
    ca_file: z.string().min(1).exactOptional(),
  })
  .refine(...atMostOne('hmac_secret'));

export type WebhookConfig = z.output<typeof webhookConfig>;

export const webhookDescription: SinkDescription = {
  type: 'webhook',
  style: 'stream',
  resolves: false,
};
