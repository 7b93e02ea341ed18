import type { KeywardenCloudEvent } from './event.js';

/** What an HTTP request carries. */
export interface HttpMessage {
  headers: Record<string, string>;
  body: Buffer;
}

/**
 * Binary content mode (HTTP protocol binding 1.0.2, section 3.1): the attributes are headers, `ce-`
 * before their names, and the body is the data alone.
 */
export function toHttpBinary(event: KeywardenCloudEvent): HttpMessage {
  const { data, datacontenttype, ...attributes } = event;
  const headers: Record<string, string> = { 'content-type': datacontenttype };
  for (const [name, value] of Object.entries(attributes)) {
    headers[`ce-${name}`] = headerValue(String(value));
  }
  return { headers, body: Buffer.from(JSON.stringify(data)) };
}

/** Structured content mode (section 3.2): the body is the whole event as JSON. */
export function toHttpStructured(event: KeywardenCloudEvent): HttpMessage {
  return {
    headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' },
    body: Buffer.from(JSON.stringify(event)),
  };
}

/** Section 3.1.3.2: space, `"`, `%` and all but visible ASCII are percent-encoded as UTF-8. */
function headerValue(value: string): string {
  return value.replace(/[^!#$&-~]/gu, (found) =>
    [...Buffer.from(found)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  );
}
