import type { DeliveryResult, Notifications, Sink } from '@keywarden/routing';
import { sameForAll } from '../shared/batch.js';
import { exchangeOf, placeOf, type HttpDeps } from '../shared/http-options.js';
import { jsonRequest, type Exchange } from '../shared/http-sink.js';
import { readSecret } from '../shared/secret.js';
import { postableAlert } from './body.js';
import type { AlertmanagerConfig } from './config.js';

const MAX_BATCH = 100;
const LINGER_MS = 100;

/**
 * Posts alerts to every member of an Alertmanager cluster: its members tell each other what they have
 * notified of, but not the alerts.
 */
export class AlertmanagerSink implements Sink {
  readonly type = 'alertmanager';
  readonly name: string;
  readonly maxBatch = MAX_BATCH;
  readonly lingerMs = LINGER_MS;
  readonly #config: AlertmanagerConfig;
  readonly #urls: readonly URL[];
  readonly #headers: Readonly<Record<string, string>>;
  readonly #exchange: Exchange;

  /** @throws KeywardenError `KW_CONFIG_INVALID` for a secret or file that is missing */
  constructor(config: AlertmanagerConfig, deps: HttpDeps) {
    const place = { config, name: 'bearer_token', env: deps.env, where: placeOf(config) };
    const token = readSecret(place);
    this.name = config.name;
    this.#config = config;
    this.#urls = config.urls.map((url) => new URL(`${url.replace(/\/+$/, '')}/api/v2/alerts`));
    this.#headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    this.#exchange = exchangeOf(config, deps, [token]);
  }

  async deliver(
    notifications: Notifications,
    signal: AbortSignal,
  ): Promise<readonly DeliveryResult[]> {
    const nowMs = this.#exchange.nowMs();
    const alerts = notifications.map((notification) =>
      postableAlert(notification, this.#config, nowMs),
    );
    const results = await Promise.all(
      this.#urls.map((url) => this.#exchange.send(jsonRequest(url, alerts, this.#headers), signal)),
    );
    return sameForAll(notifications, combined(results, this.#urls));
  }

  close(): Promise<void> {
    this.#exchange.close();
    return Promise.resolve();
  }
}

/**
 * One member is enough, because what it knows is sent to all again within the repeat interval; the
 * others are named. Else another try, unless every member has refused.
 */
export function combined(results: readonly DeliveryResult[], urls: readonly URL[]): DeliveryResult {
  const texts = results.map(
    (result, index) => `${urls[index]?.host ?? '?'}: ${result.outcome} ${textOf(result)}`,
  );
  const said = (results.length === 1 ? textOf(results[0]) : texts.join('; ')).slice(0, 300);
  if (results.some(({ outcome }) => outcome === 'delivered')) {
    return { outcome: 'delivered', answer: said };
  }
  const waits = results.flatMap((result) =>
    result.outcome === 'retry' ? (result.retryAfterMs ?? []) : [],
  );
  if (!results.some(({ outcome }) => outcome === 'retry'))
    return { outcome: 'rejected', reason: said };
  const retryAfter = waits.length === 0 ? {} : { retryAfterMs: Math.min(...waits) };
  return { outcome: 'retry', reason: said, ...retryAfter };
}

function textOf(result: DeliveryResult | undefined): string {
  if (result === undefined) return '';
  return result.outcome === 'delivered' ? (result.answer ?? '') : result.reason;
}
