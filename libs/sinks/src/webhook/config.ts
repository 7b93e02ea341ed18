import { validateHeaderName, validateHeaderValue } from 'node:http';
import { z } from 'zod';
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
    /** Key of the signature, given by exactly one of the three. */
    hmac_secret: z.string().min(1).exactOptional(),
    hmac_secret_file: z.string().min(1).exactOptional(),
    hmac_secret_env: z.string().min(1).exactOptional(),
    /** PEM file with the authorities to trust instead of the system's. */
    ca_file: z.string().min(1).exactOptional(),
  })
  .refine(
    (config) =>
      [config.hmac_secret, config.hmac_secret_file, config.hmac_secret_env].filter(
        (secret) => secret !== undefined,
      ).length <= 1,
    { error: 'has more than one of hmac_secret, hmac_secret_file and hmac_secret_env' },
  );

export type WebhookConfig = z.output<typeof webhookConfig>;
