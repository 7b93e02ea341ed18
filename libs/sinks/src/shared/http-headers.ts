import { validateHeaderName, validateHeaderValue } from 'node:http';
import { z } from 'zod';

/** Said by the client about each request and its connection (RFC 9110 sections 7.6.1, 8.6 and 10.1.1). */
const OF_THE_CLIENT = new Set([
  ...['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'],
  ...['content-length', 'expect'],
]);

/** Further headers of a sink's requests, from its configuration. */
export const httpHeaders = z.record(z.string(), z.string()).superRefine((values, context) => {
  for (const [name, value] of Object.entries(values)) {
    const message = problemOf(name, value);
    if (message !== undefined) context.addIssue({ code: 'custom', path: [name], message });
  }
});

function problemOf(name: string, value: string): string | undefined {
  if (OF_THE_CLIENT.has(name.toLowerCase())) return 'is set by the HTTP client; leave it out';
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
