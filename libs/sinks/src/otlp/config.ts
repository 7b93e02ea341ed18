import type { SinkDescription } from '@keywarden/routing';
import { z } from 'zod';
import { httpHeaders } from '../shared/http-headers.js';
import { atMostOne, secretFields } from '../shared/secret.js';
import { tlsConfig } from '../shared/tls.js';
import { sinkName } from '../sink-name.js';
import { documentFormat } from '../stream/document.js';
import { httpUrl, timeoutMs } from '../stream/http-settings.js';

/** Alerts as OpenTelemetry log records over OTLP/HTTP in JSON. */
export const otlpConfig = z
  .strictObject({
    type: z.literal('otlp'),
    name: sinkName.default('otlp'),
    /** Also tell when an incident is over. */
    send_resolved: z.boolean().default(true),
    /** Base address of the collector, e.g. `http://collector:4318`; `/v1/logs` is added. */
    url: httpUrl,
    timeout_ms: timeoutMs,
    /** Sent as `Authorization: Bearer`; given by at most one of the three. */
    ...secretFields('token'),
    /** Further headers that hold no secret, e.g. a tenant. */
    headers: httpHeaders.default({}),
    /** What the body of a record is. */
    format: documentFormat.default('keywarden'),
    /** Further attributes of the resource beside `service.name`. */
    resource: z.record(z.string().min(1), z.string()).default({}),
    gzip: z.boolean().default(true),
    max_batch: z.int().min(1).max(1_000).default(100),
    linger_ms: z.int().min(0).max(60_000).default(200),
    tls: tlsConfig.exactOptional(),
  })
  .refine(...atMostOne('token'));

export type OtlpConfig = z.output<typeof otlpConfig>;

export const otlpDescription: SinkDescription = { type: 'otlp', style: 'stream', resolves: true };
