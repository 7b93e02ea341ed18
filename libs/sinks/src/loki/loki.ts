import type { DeliveryResult, Notifications, Sink } from '@keywarden/routing';
import { classify } from '../shared/classify.js';
import { HttpClient } from '../shared/http-client.js';
import { sameForAll } from '../shared/batch.js';
import { bisect, type BatchOutcome } from '../stream/bisect.js';
import { hide } from '../stream/hide.js';
import { textBody } from '../stream/text-body.js';
import { lokiBody } from './body.js';
import type { LokiOptions } from './options.js';

/**
 * How Loki words a time that it does not take (grafana/loki: pkg/validation/validate.go,
 * pkg/chunkenc/interface.go).
 */
const TIME_REFUSED =
  /out of order|too far behind|timestamp too old|timestamp too new|has timestamp too|greater_than_max_sample_age/i;
const TOO_LARGE = 413;

/**
 * Pushes alerts to Loki. Loki answers 400 for a batch when one line is at fault and keeps the others;
 * sending them again is harmless, because it drops a line that it has already.
 */
export class LokiSink implements Sink {
  readonly type = 'loki';
  readonly name: string;
  readonly maxBatch: number;
  readonly keepsOrder = true;
  readonly lingerMs: number;
  readonly #options: LokiOptions;
  readonly #http: HttpClient;

  constructor(options: LokiOptions, now: () => Date) {
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
    const results = await bisect(notifications, (part) => this.#push(part, signal));
    return hide(this.#options.secrets, results);
  }

  close(): Promise<void> {
    this.#http.close();
    return Promise.resolve();
  }

  async #push(part: Notifications, signal: AbortSignal, restampAt?: bigint): Promise<BatchOutcome> {
    const { url, headers, gzip, labels, format, structuredMetadata } = this.#options;
    const text = lokiBody(part, {
      labels,
      format,
      structuredMetadata,
      ...(restampAt === undefined ? {} : { restampAt }),
    });
    const { body, headers: own } = await textBody(text, 'application/json', gzip);
    const answer = await this.#http.exchange(
      { url, headers: { ...headers, ...own }, body },
      signal,
    );
    if ('outcome' in answer) return { results: sameForAll(part, answer) };
    if (!answer.complete && (answer.status === 200 || answer.status === 400)) {
      // Its body decides what became of the batch, and only a part of that came.
      const reason = `HTTP ${String(answer.status)}, and the answer broke off`;
      return { results: sameForAll(part, { outcome: 'retry', reason }) };
    }
    const result = classify(answer, this.#http.nowMs());
    if (answer.status !== 400 && answer.status !== TOO_LARGE) {
      return { results: sameForAll(part, result) };
    }
    // An alert that waited out an outage is worth more than its place in the order.
    const isLate = answer.status === 400 && TIME_REFUSED.test(answer.body);
    if (part.length === 1 && isLate && restampAt === undefined) {
      return this.#push(part, signal, BigInt(this.#http.nowMs()) * 1_000_000n);
    }
    return { refused: result };
  }
}
