import { createHash } from 'node:crypto';
import type { DeliveryResult, Notification, Notifications, Sink } from '@keywarden/routing';
import { oneByOne } from '../shared/batch.js';
import { HttpClient } from '../shared/http-client.js';
import { Exchange } from '../shared/http-sink.js';
import { plainMessage } from '../template/template.js';
import { renderWithin } from '../template/within-bounds.js';
import { webhookDocument } from './body.js';
import type { WebhookOptions } from './options.js';
import { sign } from './signature.js';

/** Posts each alert to a URL. Redirects are not followed: the signature is for this receiver. */
export class WebhookSink implements Sink {
  readonly type = 'webhook';
  readonly name: string;
  readonly maxBatch = 1;
  readonly lingerMs = 0;
  readonly #options: WebhookOptions;
  readonly #exchange: Exchange;

  constructor(options: WebhookOptions, now: () => Date) {
    this.name = options.name;
    this.#options = options;
    const { timeoutMs, tls, secret, secrets } = options;
    const http = new HttpClient({ timeoutMs, now, ...(tls === undefined ? {} : { tls }) });
    this.#exchange = new Exchange(http, [secret, ...(secrets ?? [])]);
  }

  deliver(notifications: Notifications, signal: AbortSignal): Promise<readonly DeliveryResult[]> {
    return oneByOne(notifications, (notification) => this.#deliver(notification, signal));
  }

  close(): Promise<void> {
    this.#exchange.close();
    return Promise.resolve();
  }

  #deliver(notification: Notification, signal: AbortSignal): Promise<DeliveryResult> {
    const { url, method } = this.#options;
    let body: Buffer;
    try {
      body = Buffer.from(this.#text(notification));
    } catch (error) {
      return Promise.resolve({
        outcome: 'rejected',
        reason: `the body cannot be written: ${plainMessage(error)}`,
      });
    }
    const headers = this.#headers(notification, body);
    return this.#exchange.send({ url, method: method ?? 'POST', headers, body }, signal);
  }

  /** A single new alert is sent as it is; everything else is a document that says what it is. */
  #text(notification: Notification): string {
    const { body, group } = this.#options;
    if (body !== undefined) return renderWithin(body, notification);
    const { alerts, reason } = notification;
    const isNew = alerts.length === 1 && (reason === 'alert' || reason === 'test');
    const isPlain = group !== true && isNew;
    return JSON.stringify(isPlain ? alerts[0] : webhookDocument(notification));
  }

  #headers({ id, status }: Notification, body: Buffer): Record<string, string> {
    const { secret, headers, contentType } = this.#options;
    const word = headerWord(id);
    const seconds = Math.floor(this.#exchange.nowMs() / 1_000);
    const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
    return {
      ...(Object.fromEntries(lower) as Record<string, string>),
      'content-type': contentType ?? 'application/json',
      'idempotency-key': word,
      'x-keywarden-delivery': word,
      'x-keywarden-status': status,
      ...(secret === undefined ? {} : { 'x-keywarden-signature': sign(secret, seconds, body) }),
    };
  }
}

/** An id as it may stand in a header: as it is where that is plain, else its hash. */
function headerWord(id: string): string {
  return /^[\x21-\x7e]{1,256}$/.test(id) ? id : createHash('sha256').update(id).digest('hex');
}
