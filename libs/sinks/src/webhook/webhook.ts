import type { DeliveryResult, Notification, Notifications, Sink } from '@keywarden/routing';
import { oneByOne } from '../shared/batch.js';
import { HttpClient } from '../shared/http-client.js';
import type { WebhookOptions } from './options.js';
import { sign } from './signature.js';

/** Posts each alert to a URL. Redirects are not followed: the signature is for this receiver. */
export class WebhookSink implements Sink {
  readonly type = 'webhook';
  readonly name: string;
  readonly maxBatch = 1;
  readonly lingerMs = 0;
  readonly #options: WebhookOptions;
  readonly #http: HttpClient;

  constructor(options: WebhookOptions, now: () => Date) {
    this.name = options.name;
    this.#options = options;
    const { timeoutMs, ca } = options;
    this.#http = new HttpClient({ timeoutMs, now, ...(ca === undefined ? {} : { tls: { ca } }) });
  }

  deliver(notifications: Notifications, signal: AbortSignal): Promise<readonly DeliveryResult[]> {
    return oneByOne(notifications, (notification) => {
      const body = Buffer.from(JSON.stringify(notification.alerts[0]));
      const headers = this.#headers(notification, body);
      return this.#http.send({ url: this.#options.url, headers, body }, signal);
    });
  }

  close(): Promise<void> {
    this.#http.close();
    return Promise.resolve();
  }

  #headers({ id }: Notification, body: Buffer): Record<string, string> {
    const { secret, headers } = this.#options;
    const seconds = Math.floor(this.#http.nowMs() / 1_000);
    return {
      ...headers,
      'content-type': 'application/json',
      'idempotency-key': id,
      'x-keywarden-delivery': id,
      ...(secret === undefined ? {} : { 'x-keywarden-signature': sign(secret, seconds, body) }),
    };
  }
}
