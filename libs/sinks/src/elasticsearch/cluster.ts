import type { DeliveryResult } from '@keywarden/routing';
import { HttpClient, type FullAnswer, type HttpRequest } from '../shared/http-client.js';
import { below } from '../stream/http-settings.js';
import type { ElasticsearchOptions } from './options.js';

/** The answer for 500 documents with a long error each. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
/** A node, or a proxy before it, that cannot serve; another one may. */
const ELSEWHERE = new Set([502, 503, 504]);

type Fault = Extract<DeliveryResult, { outcome: 'retry' }>;

/** The nodes of one cluster: stays with the one that answers, goes to the next when it does not. */
export class Cluster {
  readonly #urls: readonly string[];
  readonly #authorization: Readonly<Record<string, string>>;
  readonly #http: HttpClient;
  #current = 0;

  constructor(options: ElasticsearchOptions, now: () => Date) {
    const { urls, authorization, timeoutMs, tls } = options;
    this.#urls = urls;
    this.#authorization = authorization === undefined ? {} : { authorization };
    this.#http = new HttpClient({ timeoutMs, tls, now, maxAnswerBytes: MAX_ANSWER_BYTES });
  }

  /** One request, to each node at most once; the last answer or fault when all of them fail. */
  async ask(
    path: string,
    request: Omit<HttpRequest, 'url'>,
    signal: AbortSignal,
  ): Promise<FullAnswer | Fault> {
    const headers = { ...request.headers, ...this.#authorization };
    let last: FullAnswer | Fault = { outcome: 'retry', reason: 'no node was asked' };
    for (let tries = 0; tries < this.#urls.length; tries += 1) {
      const url = below(this.#urls[this.#current] ?? '', path);
      last = await this.#http.exchange({ ...request, url, headers }, signal);
      if ('status' in last && !ELSEWHERE.has(last.status)) return last;
      this.#current = (this.#current + 1) % this.#urls.length;
      if (signal.aborted) break;
    }
    return last;
  }

  /** Wall clock, ms. */
  nowMs(): number {
    return this.#http.nowMs();
  }

  /** Idempotent. */
  close(): void {
    this.#http.close();
  }
}
