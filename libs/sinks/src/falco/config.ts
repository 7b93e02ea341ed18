import type { SinkDescription } from '@keywarden/routing';
import { z } from 'zod';
import { atMostOne, secretFields } from '../shared/secret.js';
import { tlsConfig } from '../shared/tls.js';
import { sinkName } from '../sink-name.js';
import { httpUrl, timeoutMs } from '../stream/http-settings.js';

/** Alerts in the form of Falco's HTTP output, for a falcosidekick that runs already. */
export const falcoConfig = z
  .strictObject({
    type: z.literal('falco'),
    name: sinkName.default('falco'),
    /** Where Falco's `http_output` would post to, e.g. `http://falcosidekick:2801/`. */
    url: httpUrl,
    timeout_ms: timeoutMs,
    /** Sent as `Authorization: Bearer`; given by at most one of the three. */
    ...secretFields('token'),
    tls: tlsConfig.exactOptional(),
  })
  .refine(...atMostOne('token'));

export type FalcoConfig = z.output<typeof falcoConfig>;

export const falcoDescription: SinkDescription = {
  type: 'falco',
  style: 'stream',
  resolves: false,
};
