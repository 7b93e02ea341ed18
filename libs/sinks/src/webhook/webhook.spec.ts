import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anAlert, deliverOne } from '@keywarden/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { classify, MAX_RETRY_AFTER_MS, parseRetryAfter } from '../shared/classify.js';
import { webhookConfig } from './config.js';
import { webhookOptions } from './options.js';
import { sign } from './signature.js';
import { WebhookSink } from './webhook.js';

const now = Date.parse('2026-11-24T12:00:00Z');
const answer = (status: number, retryAfter?: string) =>
  classify({ status, retryAfter, excerpt: '' }, now).outcome;

describe('classify', () => {
  it('knows which answers may pass', () => {
    expect([200, 202, 204, 299].map((status) => answer(status))).toEqual(
      Array.from({ length: 4 }, () => 'delivered'),
    );
    expect([408, 425, 429, 500, 502, 503, 504].map((status) => answer(status))).toEqual(
      Array.from({ length: 7 }, () => 'retry'),
    );
    expect([301, 307, 400, 401, 403, 404, 410, 413].map((status) => answer(status))).toEqual(
      Array.from({ length: 8 }, () => 'rejected'),
    );
  });

  it('reads Retry-After as seconds or date, within bounds', () => {
    expect(parseRetryAfter('3', now)).toBe(3_000);
    expect(parseRetryAfter('Tue, 24 Nov 2026 12:00:07 GMT', now)).toBe(7_000);
    expect(parseRetryAfter('Tue, 24 Nov 2026 11:00:00 GMT', now)).toBe(0);
    expect(parseRetryAfter('99999999', now)).toBe(MAX_RETRY_AFTER_MS);
    expect(parseRetryAfter('soon', now)).toBeUndefined();
    expect(parseRetryAfter(undefined, now)).toBeUndefined();
  });
});

describe('webhook settings', () => {
  const parse = (settings: object) => webhookConfig.safeParse({ type: 'webhook', ...settings });

  it('refuses other protocols, two secrets and headers that would break the request', () => {
    expect(parse({ url: 'ftp://x/' }).success).toBe(false);
    expect(parse({ url: 'nonsense' }).success).toBe(false);
    expect(parse({ url: 'http://x/', hmac_secret: 'a', hmac_secret_env: 'B' }).success).toBe(false);
    expect(parse({ url: 'http://x/', headers: { a: 'b\r\nc: d' } }).success).toBe(false);
    expect(
      parse({ url: 'http://x/', headers: { 'Content-Length': '3' } }).error?.message,
    ).toContain('is set by the HTTP client');
    expect(parse({ url: 'http://x/', headers: { Host: 'y', 'x-tenant': 'a' } }).success).toBe(true);
    expect(parse({ url: 'https://x/', hmac_secret: 'a' }).success).toBe(true);
  });

  it('takes the secret from a variable, and says when that is empty', () => {
    const config = webhookConfig.parse({ type: 'webhook', url: 'http://x/', hmac_secret_env: 'S' });
    expect(webhookOptions(config, { S: 'key' }).secret).toBe('key');
    expect(() => webhookOptions(config, {})).toThrow('the secret is empty');
  });

  it('signs time and body', () => {
    // printf '1700000000.{}' | openssl dgst -sha256 -hmac key
    expect(sign('key', 1_700_000_000, Buffer.from('{}'))).toBe(
      't=1700000000,v1=9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae',
    );
  });
});

describe('WebhookSink', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function sinkFor(listener: RequestListener, timeoutMs = 5_000): Promise<WebhookSink> {
    const listening = createServer(listener);
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    const { port } = listening.address() as AddressInfo;
    const url = new URL(`http://127.0.0.1:${String(port)}/hook`);
    return new WebhookSink({ name: 'w', url, timeoutMs, headers: {} }, () => new Date(now));
  }
  const never = new AbortController().signal;

  it('does not follow redirects and reads only the beginning of an answer', async () => {
    const redirected = await sinkFor((_, response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    });
    expect(await deliverOne(redirected, anAlert(), never)).toEqual({
      outcome: 'rejected',
      reason: 'HTTP 302',
    });
    await redirected.close();

    const endless = await sinkFor((_, response) => {
      response.writeHead(400);
      const more = () => {
        while (!response.destroyed && response.write('no '.repeat(1_000)));
      };
      response.on('drain', more);
      more();
    });
    const result = await deliverOne(endless, anAlert(), never);
    expect(result.outcome).toBe('rejected');
    expect(JSON.stringify(result).length).toBeLessThan(400);
    await endless.close();
  });

  it('gives up an attempt at the timeout, and when told to', async () => {
    const silent = await sinkFor(() => undefined, 50);
    expect(await deliverOne(silent, anAlert(), never)).toEqual({
      outcome: 'retry',
      reason: 'no answer within 50 ms',
    });
    await silent.close();
    const patient = await sinkFor(() => undefined);
    const abandon = new AbortController();
    const attempt = deliverOne(patient, anAlert(), abandon.signal);
    abandon.abort();
    expect((await attempt).outcome).toBe('retry');
    await patient.close();
  });
});
