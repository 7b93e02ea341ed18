import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Alert } from '@keywarden/contracts';
import { VERSION } from '@keywarden/platform';
import type { DeliveryResult, Sink } from '@keywarden/routing';
import { context, propagation } from '@opentelemetry/api';
import { classify, type Answer } from './classify.js';
import type { WebhookOptions } from './options.js';
import { sign } from './signature.js';

/** How much of an answer is read; the rest is not wanted. */
const MAX_ANSWER_BYTES = 4_096;
const MAX_EXCERPT = 300;

/** Posts each alert to a URL. Redirects are not followed: the signature is for this receiver. */
export class WebhookSink implements Sink {
  readonly type = 'webhook';
  readonly name: string;
  readonly #options: WebhookOptions;
  readonly #now: () => Date;
  readonly #agent: HttpAgent | HttpsAgent;

  constructor(options: WebhookOptions, now: () => Date) {
    this.name = options.name;
    this.#options = options;
    this.#now = now;
    const pool = { keepAlive: true, maxSockets: 16, maxFreeSockets: 4 };
    const { ca } = options;
    this.#agent =
      options.url.protocol === 'https:'
        ? new HttpsAgent({ ...pool, ...(ca === undefined ? {} : { ca }) })
        : new HttpAgent(pool);
  }

  async deliver(alert: Alert, signal: AbortSignal): Promise<DeliveryResult> {
    const timeout = AbortSignal.timeout(this.#options.timeoutMs);
    try {
      const body = Buffer.from(JSON.stringify(alert));
      const answer = await this.#post(alert.id, body, AbortSignal.any([signal, timeout]));
      return classify(answer, this.#now().getTime());
    } catch (error) {
      if (timeout.aborted) {
        const reason = `no answer within ${String(this.#options.timeoutMs)} ms`;
        return { outcome: 'retry', reason };
      }
      return { outcome: 'retry', reason: describe(error) };
    }
  }

  close(): Promise<void> {
    this.#agent.destroy();
    return Promise.resolve();
  }

  #post(alertId: string, body: Buffer, signal: AbortSignal): Promise<Answer> {
    const { url } = this.#options;
    const options: RequestOptions = {
      method: 'POST',
      agent: this.#agent,
      headers: this.#headers(alertId, body),
      signal,
    };
    return new Promise((resolve, reject) => {
      const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
      const request = send(url, options, (response) => {
        readAnswer(response).then(resolve, reject);
      });
      request.once('error', reject);
      request.end(body);
    });
  }

  #headers(alertId: string, body: Buffer): Record<string, string> {
    const { secret } = this.#options;
    const traced: Record<string, string> = {};
    propagation.inject(context.active(), traced);
    const seconds = Math.floor(this.#now().getTime() / 1_000);
    return {
      ...lowerCaseNames(this.#options.headers),
      ...traced,
      'content-type': 'application/json',
      'content-length': String(body.length),
      'user-agent': `keywarden/${VERSION}`,
      'idempotency-key': alertId,
      'x-keywarden-delivery': alertId,
      ...(secret === undefined ? {} : { 'x-keywarden-signature': sign(secret, seconds, body) }),
    };
  }
}

/** So that configured headers cannot stand beside ours in another spelling. */
function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

/** The status counts once it is there; the body is only read for the reason of a failure. */
async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    // Leaving the loop destroys the connection, so the rest is never read.
    if (size > MAX_ANSWER_BYTES) break;
  }
  return {
    status: response.statusCode ?? 0,
    retryAfter: response.headers['retry-after'],
    excerpt: Buffer.concat(chunks).toString().replace(/\s+/g, ' ').trim().slice(0, MAX_EXCERPT),
  };
}

/** `ECONNREFUSED: …`; the code is what an operator searches for. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const message = error.message === '' ? 'the connection failed' : error.message;
  return message.startsWith(code) ? message : `${code}: ${message}`;
}
