import type { DeliveryResult } from '@keywarden/routing';
import { z } from 'zod';
import { classify } from '../shared/classify.js';
import { describeFault } from '../shared/http-client.js';

/** Names of refusals that pass although their status says otherwise. */
const PASSING = new Set([
  'RequestTimeTooSkewed',
  'RequestTimeout',
  'SlowDown',
  'ExpiredToken',
  'ExpiredTokenException',
  'OperationAborted',
]);

const serviceError = z.object({
  name: z.string(),
  message: z.string(),
  $metadata: z.object({ httpStatusCode: z.int() }),
  $response: z
    .object({ headers: z.record(z.string(), z.string()).optional() })
    .nullish()
    .catch(undefined),
});

/** What an error of the SDK means; one without a status is a fault of the connection or of the SDK. */
export function classifyS3(error: unknown, nowMs: number): DeliveryResult {
  const known = serviceError.safeParse(error).data;
  if (known === undefined) return { outcome: 'retry', reason: describeFault(error) };
  const { name, message, $metadata, $response } = known;
  const status = $metadata.httpStatusCode;
  const result = classify(
    { status, retryAfter: $response?.headers?.['retry-after'], excerpt: `${name}: ${message}` },
    nowMs,
  );
  // An error with the status of a success: the answer could not be read.
  if (result.outcome === 'delivered') return { outcome: 'retry', reason: `${name}: ${message}` };
  return PASSING.has(name) ? { outcome: 'retry', reason: result.reason } : result;
}
