import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import type { DeliveryResult, Notifications, Sink } from '@keywarden/routing';
import { sameForAll } from '../shared/batch.js';
import { hide } from '../stream/hide.js';
import { classifyS3 } from './classify.js';
import { openS3, type S3 } from './client.js';
import { objectKey, objectText } from './object.js';
import type { S3Options } from './options.js';

const compress = promisify(gzip);

/** Writes each batch of alerts as one object. */
export class S3Sink implements Sink {
  readonly type = 's3';
  readonly name: string;
  readonly maxBatch: number;
  readonly keepsOrder = true;
  readonly lingerMs: number;
  readonly #options: S3Options;
  readonly #now: () => Date;
  #store: Promise<S3> | undefined;

  constructor(options: S3Options, now: () => Date) {
    const { config } = options;
    this.name = config.name;
    this.maxBatch = config.max_batch;
    this.lingerMs = config.linger_ms;
    this.#options = options;
    this.#now = now;
  }

  async deliver(
    notifications: Notifications,
    signal: AbortSignal,
  ): Promise<readonly DeliveryResult[]> {
    const result = await this.#put(notifications, signal);
    const { credentials } = this.#options;
    return hide([credentials?.secretAccessKey], sameForAll(notifications, result));
  }

  async close(): Promise<void> {
    const store = await this.#store?.catch(() => undefined);
    store?.close();
  }

  async #put(notifications: Notifications, signal: AbortSignal): Promise<DeliveryResult> {
    const { config } = this.#options;
    let timeout: AbortSignal | undefined;
    try {
      this.#store ??= openS3(this.#options);
      const store = await this.#store;
      const input = await this.#input(notifications);
      timeout = AbortSignal.timeout(config.timeout_ms);
      await store.put(input, AbortSignal.any([signal, timeout]));
      return { outcome: 'delivered', answer: `s3://${config.bucket}/${input.Key ?? ''}` };
    } catch (error) {
      if (timeout?.aborted !== true) return classifyS3(error, this.#now().getTime());
      const reason = `no answer within ${String(config.timeout_ms)} ms`;
      return { outcome: 'retry', reason };
    }
  }

  async #input(notifications: Notifications): Promise<PutObjectCommandInput> {
    const { bucket, prefix, format, storage_class, sse, sse_kms_key_id } = this.#options.config;
    return {
      Bucket: bucket,
      Key: objectKey(notifications, prefix),
      Body: await compress(objectText(notifications, format)),
      ContentType: 'application/gzip',
      ...(storage_class === undefined
        ? {}
        : { StorageClass: storage_class as NonNullable<PutObjectCommandInput['StorageClass']> }),
      ...(sse === undefined ? {} : { ServerSideEncryption: sse }),
      ...(sse_kms_key_id === undefined ? {} : { SSEKMSKeyId: sse_kms_key_id }),
    };
  }
}
