import { createHmac } from 'node:crypto';

/**
 * Value of `X-Keywarden-Signature`: `t=<unix seconds>,v1=<hex>` where the hex is HMAC-SHA-256 of
 * `<t>.<body>`. The time is signed too, so that a receiver can refuse old requests.
 */
export function sign(secret: string, unixSeconds: number, body: Buffer): string {
  const time = String(unixSeconds);
  const mac = createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex');
  return `t=${time},v1=${mac}`;
}
