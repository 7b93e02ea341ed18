import type { DeliveryResult, Notifications, Sink } from '@keywarden/routing';
import { JsonLogsSerializer } from '@opentelemetry/otlp-transformer';
import { sameForAll } from '../shared/batch.js';
import { classify } from '../shared/classify.js';
import { HttpClient } from '../shared/http-client.js';
import { bisect, type BatchOutcome } from '../stream/bisect.js';
import { hide } from '../stream/hide.js';
import { textBody } from '../stream/text-body.js';
import type { OtlpOptions } from './options.js';
import { partialSuccess } from './partial-success.js';
import { recordOf, resourceOf } from './record.js';

/** A request that is too large or malformed as a whole; its parts may be neither. */
const REFUSED = new Set([400, 413]);

/**
 * Sends alerts as log records to an OpenTelemetry collector. A partial success says how many records
 * were refused and not which: the parts are sent again until each one has its own answer.
 */
export class OtlpSink implements Sink {
  readonly type = 'otlp';
  readonly name: string;
  readonly maxBatch: number;
  readonly keepsOrder = true;
  readonly lingerMs: number;
  readonly #options: OtlpOptions;
  readonly #resource: ReturnType<typeof resourceOf>;
  readonly #http: HttpClient;

  constructor(options: OtlpOptions, now: () => Date) {
    this.name = options.name;
    this.maxBatch = options.maxBatch;
    this.lingerMs = options.lingerMs;
    this.#options = options;
    this.#resource = resourceOf(options.resource);
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
    const results = await bisect(notifications, (part) => this.#export(part, signal));
    return hide([this.#options.token], results);
  }

  close(): Promise<void> {
    this.#http.close();
    return Promise.resolve();
  }

  async #export(part: Notifications, signal: AbortSignal): Promise<BatchOutcome> {
    const { url, headers, token, gzip } = this.#options;
    const { body, headers: own } = await textBody(this.#encode(part), 'application/json', gzip);
    const request = {
      url,
      headers: {
        ...headers,
        ...own,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body,
    };
    const answer = await this.#http.exchange(request, signal);
    if ('outcome' in answer) return { results: sameForAll(part, answer) };
    if (!answer.complete && (answer.status === 200 || answer.status === 400)) {
      // Its body decides what became of the batch, and only a part of that came.
      const reason = `HTTP ${String(answer.status)}, and the answer broke off`;
      return { results: sameForAll(part, { outcome: 'retry', reason }) };
    }
    const result = classify(answer, this.#http.nowMs());
    if (REFUSED.has(answer.status)) return { refused: result };
    if (result.outcome !== 'delivered') return { results: sameForAll(part, result) };
    const { rejected, message } = partialSuccess(answer.body);
    if (rejected === 0) return { results: sameForAll(part, result) };
    const reason = `refused ${String(rejected)} of ${String(part.length)} records: ${message}`;
    const refused: DeliveryResult = { outcome: 'rejected', reason };
    return rejected >= part.length ? { results: sameForAll(part, refused) } : { refused };
  }

  #encode(part: Notifications): string {
    const { format } = this.#options;
    const records = part.map((each) => recordOf(each, format, this.#resource));
    return Buffer.from(JsonLogsSerializer.serializeRequest(records) ?? []).toString();
  }
}
