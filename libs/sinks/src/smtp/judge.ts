import type { DeliveryResult } from '@keywarden/routing';
import { describeFault } from '../shared/http-client.js';

const MAX_TEXT = 300;

/** RFC 5321 section 4.2.1: 4yz may be tried again, 5yz not. Without a reply it is the network. */
export function judgeMailFault(error: unknown): DeliveryResult {
  const code = replyCode(error);
  const reason = describeFault(error).replace(/\s+/g, ' ').slice(0, MAX_TEXT);
  if (code === undefined || code < 500) return { outcome: 'retry', reason };
  return { outcome: 'rejected', reason };
}

/** What to say of a mail that the server has taken, perhaps not for everyone. */
export function judgeSent(info: {
  response: string;
  rejected: readonly string[];
  rejectedErrors?: readonly { response?: string | undefined }[] | undefined;
}): DeliveryResult {
  const said = info.response.replace(/\s+/g, ' ');
  if (info.rejected.length === 0) return { outcome: 'delivered', answer: said.slice(0, MAX_TEXT) };
  const why = info.rejectedErrors?.[0]?.response ?? 'no reason given';
  const refused = `${String(info.rejected.length)} recipient(s) refused: ${why}`;
  return { outcome: 'delivered', answer: `${said}; ${refused}`.slice(0, MAX_TEXT) };
}

/**
 * No reply to STARTTLS is final: who stands between us and the server could forge it. When every recipient is refused, one that may be tried
 * again decides.
 */
function replyCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, responseCode, rejectedErrors } = error as {
    code?: unknown;
    responseCode?: unknown;
    rejectedErrors?: unknown;
  };
  if (code === 'ETLS') return undefined;
  const codes = Array.isArray(rejectedErrors) ? rejectedErrors.map(replyCode) : [responseCode];
  const numbers = codes.filter((reply) => typeof reply === 'number' && reply >= 400);
  return numbers.length === 0 ? undefined : Math.min(...(numbers as number[]));
}
