import { Agent } from 'node:https';
import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import type { S3Options } from './options.js';

export interface S3 {
  /** One request; rejects with the SDK's error. */
  put(input: PutObjectCommandInput, abortSignal: AbortSignal): Promise<unknown>;
  /** Idempotent. */
  close(): void;
}

/** Loads the SDK, which takes time and memory that a notifier without this sink does not spend. */
export async function openS3({ config, credentials, tls }: S3Options): Promise<S3> {
  const sdk = await import('@aws-sdk/client-s3');
  const { region, endpoint, path_style, timeout_ms } = config;
  const client = new sdk.S3Client({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    forcePathStyle: path_style,
    ...(credentials === undefined ? {} : { credentials }),
    // Stages before the sink repeat an attempt.
    maxAttempts: 1,
    // Other stores than Amazon's know no checksum headers.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: timeout_ms,
      httpsAgent: new Agent({ keepAlive: true, ...tls }),
    },
  });
  return {
    put: (input, abortSignal) => client.send(new sdk.PutObjectCommand(input), { abortSignal }),
    close: () => {
      client.destroy();
    },
  };
}
