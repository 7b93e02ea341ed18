const SECRET_KEY = /^(.*_)?(password|passphrase|secret|hmac_secret|token|authorization|api_key)$/i;
const URL_CREDENTIALS = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@"'\\]*:[^\s/@"'\\]*@/gi;
const REDACTED = '[redacted]';
const MAX_DEPTH = 8;

/** A copy of a log record in which the value of every key that names a secret is replaced. */
export function redactKeys(record: Record<string, unknown>): Record<string, unknown> {
  return redactObject(record, 0);
}

function redactObject(record: object, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(record)) {
    copy[key] = SECRET_KEY.test(key) && value != null ? REDACTED : redactValue(value, depth + 1);
  }
  return copy;
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((entry) => redactValue(entry, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  const plain = prototype === Object.prototype || prototype === null;
  return plain ? redactObject(value, depth) : value;
}

/** Replaces `user:password@` in every URL of a text. */
export function redactUrls(text: string): string {
  return text.replace(URL_CREDENTIALS, `$1${REDACTED}@`);
}
