import type { DeliveryResult } from '@keywarden/routing';

/** Request timeout, too early, too many requests: the client may send the same again. */
const PASSING = new Set([408, 425, 429]);
/** The longest wait that a destination can ask for, ms. */
export const MAX_RETRY_AFTER_MS = 120_000;

export interface Answer {
  status: number;
  /** Header `Retry-After`. */
  retryAfter: string | undefined;
  /** The beginning of the body, as text. */
  excerpt: string;
}

/**
 * What an HTTP answer means: 2xx delivered; 408, 425, 429 and 5xx a passing fault; everything else,
 * redirects included, a refusal, because the same request would get the same answer.
 */
export function classify(answer: Answer, nowMs: number): DeliveryResult {
  const { status, retryAfter, excerpt } = answer;
  const reason = `HTTP ${String(status)}${excerpt === '' ? '' : `: ${excerpt}`}`;
  if (status >= 200 && status < 300) return { outcome: 'delivered', answer: reason };
  if (status < 500 && !PASSING.has(status)) return { outcome: 'rejected', reason };
  const retryAfterMs = parseRetryAfter(retryAfter, nowMs);
  return { outcome: 'retry', reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** RFC 9110 section 10.2.3: seconds or an HTTP date. Undefined for neither; never above the bound. */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  if (Number.isNaN(ms)) return undefined;
  return Math.min(MAX_RETRY_AFTER_MS, Math.max(0, ms));
}
