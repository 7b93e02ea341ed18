import { validateHeaderValue } from 'node:http';
import { z } from 'zod';

/** The address of a receiver that speaks HTTP. */
export const httpUrl = z.url({
  protocol: /^https?$/,
  error: 'must be an http:// or https:// URL',
});

/** For one request, from connecting to the end of the answer, ms. */
export const timeoutMs = z.int().min(10).max(120_000).default(10_000);

/** A value that may stand in an HTTP header. */
export const headerValue = z.string().refine(
  (value) => {
    try {
      validateHeaderValue('x', value);
      return true;
    } catch {
      return false;
    }
  },
  { error: 'has a character that no HTTP header may have' },
);

/** `base` without slashes at its end, and the path below it. */
export function below(base: string, path: string): URL {
  return new URL(`${base.replace(/\/+$/, '')}${path}`);
}

/** `Authorization: Basic`, RFC 7617. */
export function basicAuthorization(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
