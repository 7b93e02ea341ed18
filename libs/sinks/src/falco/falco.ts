const toFalco = (a: any) => ({ output_fields: { 'keywarden.alert_id': a.id } });
import type { DeliveryResult, Notification, Notifications, Sink } from '@keywarden/routing';
import { oneByOne } from '../shared/batch.js';
import { HttpClient } from '../shared/http-client.js';
import { alertOf } from '../stream/alert-of.js';
import { hide } from '../stream/hide.js';
import type { FalcoOptions } from './options.js';

/** Posts each alert as an event of Falco, which falcosidekick takes one at a time. */
export class FalcoSink implements Sink {
  readonly type = 'falco';
  readonly name: string;
  readonly maxBatch = 1;
  readonly lingerMs = 0;
  readonly #options: FalcoOptions;
  readonly #http: HttpClient;

  constructor(options: FalcoOptions, now: () => Date) {
    this.name = options.name;
    this.#options = options;
    this.#http = new HttpClient({ timeoutMs: options.timeoutMs, tls: options.tls, now });
  }

  async deliver(
    notifications: Notifications,
    signal: AbortSignal,
  ): Promise<readonly DeliveryResult[]> {
    const results = await oneByOne(notifications, (each) => this.#post(each, signal));
    return hide([this.#options.token], results);
  }

  close(): Promise<void> {
    this.#http.close();
    return Promise.resolve();
  }

  #post(notification: Notification, signal: AbortSignal): Promise<DeliveryResult> {
    const { url, token } = this.#options;
    const body = Buffer.from(JSON.stringify(toFalco(alertOf(notification))));
    const headers = {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    return this.#http.send({ url, headers, body }, signal);
  }
}
