import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { HttpRequest } from '../shared/http-client.js';

const compress = promisify(gzip);

/** Body and headers of a request with text in it, compressed where the receiver takes that. */
export async function textBody(
  text: string,
  contentType: string,
  compressed: boolean,
): Promise<{ body: Buffer; headers: NonNullable<HttpRequest['headers']> }> {
  const headers = { 'content-type': contentType };
  if (!compressed) return { body: Buffer.from(text), headers };
  return { body: await compress(text), headers: { ...headers, 'content-encoding': 'gzip' } };
}
