import type { SinkDescription } from '@keywarden/routing';
import { z } from 'zod';
import { exactlyOne, secretFields } from '../shared/secret.js';
import { tlsConfig } from '../shared/tls.js';
import { sinkName } from '../sink-name.js';
import { documentFormat } from '../stream/document.js';
import { httpUrl, timeoutMs } from '../stream/http-settings.js';

const ack = z.strictObject({
  /** How long the indexer may take to confirm, ms; afterwards the events are sent again. */
  timeout_ms: z.int().min(100).max(300_000).default(30_000),
  /** Between two questions, ms. */
  poll_ms: z.int().min(10).max(30_000).default(1_000),
});

/** Alerts for Splunk's HTTP Event Collector. */
export const splunkConfig = z
  .strictObject({
    type: z.literal('splunk'),
    name: sinkName.default('splunk'),
    /** Also tell when an incident is over. */
    send_resolved: z.boolean().default(true),
    /** Base address, e.g. `https://splunk.example:8088`; `/services/collector/event` is added. */
    url: httpUrl,
    timeout_ms: timeoutMs,
    /** The HEC token, given by one of the three. */
    ...secretFields('token'),
    /** Default: the token's own index. */
    index: z.string().min(1).exactOptional(),
    source: z.string().min(1).default('keywarden'),
    sourcetype: z.string().min(1).default('keywarden:alert'),
    /** What an event is. */
    format: documentFormat.default('keywarden'),
    /** Names the client to an indexer with acknowledgement; default: a new one at each start. */
    channel: z.guid().exactOptional(),
    /** Delivered only when the indexer says that it has stored the events; the token must allow it. */
    ack: ack.exactOptional(),
    gzip: z.boolean().default(true),
    max_batch: z.int().min(1).max(1_000).default(200),
    linger_ms: z.int().min(0).max(60_000).default(200),
    tls: tlsConfig.exactOptional(),
  })
  .refine(...exactlyOne('token'));

export type SplunkConfig = z.output<typeof splunkConfig>;

export const splunkDescription: SinkDescription = {
  type: 'splunk',
  style: 'stream',
  resolves: true,
};
