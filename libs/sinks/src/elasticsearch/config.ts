import type { SinkDescription } from '@keywarden/routing';
import { z } from 'zod';
import { atMostOne, secretFields } from '../shared/secret.js';
import { tlsConfig } from '../shared/tls.js';
import { sinkName } from '../sink-name.js';
import { documentFormat } from '../stream/document.js';
import { httpUrl, timeoutMs } from '../stream/http-settings.js';

const dataStream = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,99}$/, 'must be lower case letters, digits, dots and dashes');

/** Alerts as documents of a data stream in Elasticsearch or OpenSearch. */
export const elasticsearchConfig = z
  .strictObject({
    type: z.literal('elasticsearch'),
    name: sinkName.default('elasticsearch'),
    /** Also tell when an incident is over. */
    send_resolved: z.boolean().default(true),
    /** Nodes of one cluster; when one fails, the next is asked. */
    urls: z.array(httpUrl).min(1).max(32),
    timeout_ms: timeoutMs,
    /** The data stream, or an index. The template that comes along is for names that begin with `keywarden-`. */
    data_stream: dataStream.default('keywarden-alerts'),
    /** What a document is; the template that comes along is for `ecs`. */
    format: documentFormat.default('ecs'),
    /** Puts the index template and the life cycle into the cluster before the first document. */
    setup: z.boolean().default(false),
    /** `Authorization: ApiKey`, as Elasticsearch shows it: base64 of `id:key`. */
    ...secretFields('api_key'),
    /** `Authorization: Bearer`. */
    ...secretFields('token'),
    /** `Authorization: Basic`, with a password. */
    username: z.string().min(1).exactOptional(),
    ...secretFields('password'),
    gzip: z.boolean().default(true),
    max_batch: z.int().min(1).max(5_000).default(500),
    linger_ms: z.int().min(0).max(60_000).default(200),
    tls: tlsConfig.exactOptional(),
  })
  .refine(...atMostOne('api_key'))
  .refine(...atMostOne('token'))
  .refine(...atMostOne('password'));

export type ElasticsearchConfig = z.output<typeof elasticsearchConfig>;

export const elasticsearchDescription: SinkDescription = {
  type: 'elasticsearch',
  style: 'stream',
  resolves: true,
};
