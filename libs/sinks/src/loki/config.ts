import type { SinkDescription } from '@keywarden/routing';
import { z } from 'zod';
import { atMostOne, secretFields } from '../shared/secret.js';
import { tlsConfig } from '../shared/tls.js';
import { sinkName } from '../sink-name.js';
import { documentFormat } from '../stream/document.js';
import { headerValue, httpUrl, timeoutMs } from '../stream/http-settings.js';

const labelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'must be a Prometheus label name');

/** Alerts as log lines for Grafana Loki. */
export const lokiConfig = z
  .strictObject({
    type: z.literal('loki'),
    name: sinkName.default('loki'),
    /** Also tell when an incident is over. */
    send_resolved: z.boolean().default(true),
    /** Base address; `/loki/api/v1/push` is added. */
    url: httpUrl,
    timeout_ms: timeoutMs,
    /** Sent as `X-Scope-OrgID`, which a Loki with tenants demands. */
    tenant: headerValue.min(1).exactOptional(),
    /** Labels of every line beside `severity` and `signature`; each value makes a stream of its own. */
    labels: z
      .record(labelName, z.string().max(256))
      .refine((labels) => Object.keys(labels).length <= 10, { error: 'has more than 10 labels' })
      .default({ service_name: 'keywarden' }),
    /** What a line is. */
    format: documentFormat.default('keywarden'),
    /** Ids, node and risk beside the line, unindexed; a Loki before 3.0 may refuse it. */
    structured_metadata: z.boolean().default(true),
    gzip: z.boolean().default(true),
    /** For basic authentication, with a password. */
    username: z.string().min(1).exactOptional(),
    ...secretFields('password'),
    /** Sent as `Authorization: Bearer`. */
    ...secretFields('token'),
    max_batch: z.int().min(1).max(1_000).default(200),
    linger_ms: z.int().min(0).max(60_000).default(200),
    tls: tlsConfig.exactOptional(),
  })
  .refine(...atMostOne('password'))
  .refine(...atMostOne('token'));

export type LokiConfig = z.output<typeof lokiConfig>;

export const lokiDescription: SinkDescription = { type: 'loki', style: 'stream', resolves: true };
