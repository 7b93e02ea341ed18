import type { DeliveryResult, Notification, Notifications, Sink } from '@keywarden/routing';
import { oneByOne } from './batch.js';
import { classify, type Answer } from './classify.js';
import type { FullAnswer, HttpClient, HttpRequest } from './http-client.js';
import { redactor } from './redact.js';

const MAX_EXCERPT = 300;

/** What an answer means, where its status alone does not say. */
export type Judge = (answer: FullAnswer, nowMs: number) => DeliveryResult;

/** One request and its answer, with every secret blotted out of what is told of it. */
export class Exchange {
  readonly #http: HttpClient;
  readonly #redact: (text: string) => string;

  constructor(http: HttpClient, secrets: readonly (string | undefined)[]) {
    this.#http = http;
    this.#redact = redactor(secrets);
  }

  /** Never throws. `judge`: {@link classify} unless told. */
  async send(
    request: HttpRequest,
    signal: AbortSignal,
    judge: Judge = classify,
  ): Promise<DeliveryResult> {
    const answer = await this.#http.exchange(request, signal);
    if ('outcome' in answer) return { ...answer, reason: this.#redact(answer.reason) };
    const body = this.#redact(answer.body);
    const excerpt = excerptOf(body);
    return judge({ ...answer, body, excerpt }, this.#http.nowMs());
  }

  nowMs(): number {
    return this.#http.nowMs();
  }

  close(): void {
    this.#http.close();
  }
}

export interface HttpSinkOptions {
  name: string;
  type: string;
  exchange: Exchange;
  /** The request for one notification. */
  request: (notification: Notification, nowMs: number) => HttpRequest;
  judge?: Judge;
}

/** A sink that says one notification with one request. */
export class HttpSink implements Sink {
  readonly name: string;
  readonly type: string;
  readonly maxBatch = 1;
  readonly lingerMs = 0;
  readonly #options: HttpSinkOptions;

  constructor(options: HttpSinkOptions) {
    this.name = options.name;
    this.type = options.type;
    this.#options = options;
  }

  deliver(notifications: Notifications, signal: AbortSignal): Promise<readonly DeliveryResult[]> {
    const { exchange, request, judge } = this.#options;
    return oneByOne(notifications, (notification) =>
      exchange.send(request(notification, exchange.nowMs()), signal, judge),
    );
  }

  close(): Promise<void> {
    this.#options.exchange.close();
    return Promise.resolve();
  }
}

/** A JSON body and its type. */
export function jsonRequest(
  url: URL,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpRequest {
  return {
    url,
    headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** The first words of an answer's body in one line, at most 300 characters. */
export function excerptOf(body: string): string {
  return body.replace(/\s+/g, ' ').trim().slice(0, MAX_EXCERPT);
}

/** `HTTP 200: ok`, as {@link classify} says it. */
export function saidBy({ status, excerpt }: Answer): string {
  return `HTTP ${String(status)}${excerpt === '' ? '' : `: ${excerpt}`}`;
}
