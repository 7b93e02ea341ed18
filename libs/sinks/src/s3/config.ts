import type { SinkDescription } from '@keywarden/routing';
import { z } from 'zod';
import { atMostOne, secretFields } from '../shared/secret.js';
import { tlsConfig } from '../shared/tls.js';
import { sinkName } from '../sink-name.js';
import { documentFormat } from '../stream/document.js';
import { httpUrl, timeoutMs } from '../stream/http-settings.js';

/** Alerts as compressed JSON lines in an object store with the API of Amazon S3. */
export const s3Config = z
  .strictObject({
    type: z.literal('s3'),
    name: sinkName.default('s3'),
    /** Also tell when an incident is over. */
    send_resolved: z.boolean().default(true),
    bucket: z.string().min(1),
    /** Before every key, e.g. `security/keywarden`. */
    prefix: z
      .string()
      .regex(/^[A-Za-z0-9!_.*'()/=-]*$/, 'has a character that S3 advises against in keys')
      .default('keywarden'),
    region: z.string().min(1).default('us-east-1'),
    /** Default: Amazon's for the region. */
    endpoint: httpUrl.exactOptional(),
    /** `endpoint/bucket/key` instead of `bucket.endpoint/key`. */
    path_style: z.boolean().default(false),
    /** What a line is. */
    format: documentFormat.default('keywarden'),
    storage_class: z.string().min(1).exactOptional(),
    /** Encryption by the store; default: what the bucket says. */
    sse: z.enum(['AES256', 'aws:kms']).exactOptional(),
    sse_kms_key_id: z.string().min(1).exactOptional(),
    /** Default: variables, service account, profile, instance, as the SDK looks for them. */
    access_key_id: z.string().min(1).exactOptional(),
    ...secretFields('secret_access_key'),
    timeout_ms: timeoutMs,
    max_batch: z.int().min(1).max(10_000).default(1_000),
    linger_ms: z.int().min(0).max(900_000).default(5_000),
    tls: tlsConfig.exactOptional(),
  })
  .refine(...atMostOne('secret_access_key'))
  .refine(
    (config) =>
      (config.access_key_id === undefined) ===
      (config.secret_access_key === undefined &&
        config.secret_access_key_file === undefined &&
        config.secret_access_key_env === undefined),
    { error: 'needs both access_key_id and its secret, or neither' },
  )
  .refine((config) => config.sse_kms_key_id === undefined || config.sse === 'aws:kms', {
    error: 'sse_kms_key_id needs sse "aws:kms"',
  });

export type S3Config = z.output<typeof s3Config>;

export const s3Description: SinkDescription = { type: 's3', style: 'stream', resolves: true };
