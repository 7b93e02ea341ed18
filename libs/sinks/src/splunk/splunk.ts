import { setTimeout as delay } from 'node:timers/promises';
import type { DeliveryResult, Notifications, Sink } from '@keywarden/routing';
import { sameForAll } from '../shared/batch.js';
import { classify } from '../shared/classify.js';
import { HttpClient } from '../shared/http-client.js';
import { bisect, type BatchOutcome } from '../stream/bisect.js';
import { hide } from '../stream/hide.js';
import { textBody } from '../stream/text-body.js';
import { ackIdOf, blamesOneEvent, isAcknowledged } from './answer.js';
import { splunkBody } from './body.js';
import type { SplunkOptions } from './options.js';

/** Sends alerts to Splunk's HTTP Event Collector, and waits for the indexer where told to. */
export class SplunkSink implements Sink {
  readonly type = 'splunk';
  readonly name: string;
  readonly maxBatch: number;
  readonly keepsOrder = true;
  readonly lingerMs: number;
  readonly #options: SplunkOptions;
  readonly #http: HttpClient;

  constructor(options: SplunkOptions, now: () => Date) {
    this.name = options.name;
    this.maxBatch = options.maxBatch;
    this.lingerMs = options.lingerMs;
    this.#options = options;
    this.#http = new HttpClient({
      timeoutMs: options.timeoutMs,
      tls: options.tls,
      now,
      maxAnswerBytes: 65_536,
    });
  }

  async deliver(
    notifications: Notifications,
    signal: AbortSignal,
  ): Promise<readonly DeliveryResult[]> {
    const results = await bisect(notifications, (part) => this.#send(part, signal));
    return hide([this.#options.token], results);
  }

  close(): Promise<void> {
    this.#http.close();
    return Promise.resolve();
  }

  async #send(part: Notifications, signal: AbortSignal): Promise<BatchOutcome> {
    const { eventUrl, gzip } = this.#options;
    const text = splunkBody(part, this.#options);
    const { body, headers } = await textBody(text, 'application/json', gzip);
    const request = { url: eventUrl, headers: { ...headers, ...this.#headers() }, body };
    const answer = await this.#http.exchange(request, signal);
    if ('outcome' in answer) return { results: sameForAll(part, answer) };
    if (!answer.complete && (answer.status === 200 || answer.status === 400)) {
      // Its body decides what became of the batch, and only a part of that came.
      const reason = `HTTP ${String(answer.status)}, and the answer broke off`;
      return { results: sameForAll(part, { outcome: 'retry', reason }) };
    }
    const result = classify(answer, this.#http.nowMs());
    if (answer.status === 413 || (answer.status === 400 && blamesOneEvent(answer.body))) {
      return { refused: result };
    }
    if (result.outcome !== 'delivered' || this.#options.ack === undefined) {
      return { results: sameForAll(part, result) };
    }
    const ackId = ackIdOf(answer.body);
    if (ackId === undefined) {
      const reason = 'the collector gave no ackId: acknowledgement is off for this token';
      return { results: sameForAll(part, { outcome: 'retry', reason }) };
    }
    return { results: sameForAll(part, await this.#acknowledged(ackId, signal)) };
  }

  async #acknowledged(ackId: number, signal: AbortSignal): Promise<DeliveryResult> {
    const { timeoutMs, pollMs } = this.#options.ack ?? { timeoutMs: 0, pollMs: 0 };
    const ended = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const body = Buffer.from(JSON.stringify({ acks: [ackId] }));
    const headers = { ...this.#headers(), 'content-type': 'application/json' };
    const url = new URL(this.#options.ackUrl);
    url.searchParams.set('channel', this.#options.channel);
    while (!ended.aborted) {
      const answer = await this.#http.exchange({ url, headers, body }, ended);
      if (!('outcome' in answer) && isAcknowledged(answer.body, ackId)) {
        return { outcome: 'delivered', answer: `indexed, ack ${String(ackId)}` };
      }
      await delay(pollMs, undefined, { signal: ended }).catch(() => undefined);
    }
    const reason = `the indexer did not confirm ack ${String(ackId)} within ${String(timeoutMs)} ms`;
    return { outcome: 'retry', reason };
  }

  #headers(): Record<string, string> {
    const { token, channel } = this.#options;
    return { authorization: `Splunk ${token}`, 'x-splunk-request-channel': channel };
  }
}
