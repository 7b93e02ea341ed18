import { Agent } from 'node:https';
import type { S3Client } from '@aws-sdk/client-s3';
import type { S3Options } from './options.js';

export interface S3 {
  sdk: typeof import('@aws-sdk/client-s3');
  client: S3Client;
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
  return { sdk, client };
}
