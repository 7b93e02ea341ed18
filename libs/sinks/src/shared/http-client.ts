import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { VERSION } from '@keywarden/platform';
import type { DeliveryResult } from '@keywarden/routing';
import { context, propagation } from '@opentelemetry/api';
import { classify, type Answer } from './classify.js';
import type { TlsOptions } from './tls.js';

/** How much of an answer is read unless told; the rest is not wanted. */
const MAX_ANSWER_BYTES = 4_096;
const MAX_EXCERPT = 300;
/** The pipeline bounds the attempts at the same time; this only bounds a mistake there. */
const MAX_SOCKETS = 1_024;
const MAX_FREE_SOCKETS = 64;

export interface HttpClientOptions {
  /** For one request, from connecting to the end of the answer, ms. */
  timeoutMs: number;
  tls?: TlsOptions;
  /** Bytes of an answer that are read; 4 KiB unless told. */
  maxAnswerBytes?: number;
  /** Wall clock, for `Retry-After` dates; default the system's. */
  now?: () => Date;
}

export interface HttpRequest {
  url: URL;
  /** `POST` unless told. */
  method?: 'POST' | 'PUT' | 'GET' | 'DELETE';
  headers?: Readonly<Record<string, string>>;
  body?: Buffer;
}

/** An answer with its body, for receivers whose status alone does not say what became of it. */
export interface FullAnswer extends Answer {
  /** UTF-8, cut at `maxAnswerBytes`. */
  body: string;
  /** Whether that is all of it: false when it was cut, or when the connection broke. */
  complete: boolean;
}

/**
 * HTTP for sinks: connections are kept, redirects are not followed (a signature or token is for this
 * receiver), answers are bounded, and the trace of the delivery travels along.
 */
export class HttpClient {
  readonly #options: HttpClientOptions;
  readonly #http: HttpAgent;
  readonly #https: HttpsAgent;

  constructor(options: HttpClientOptions) {
    this.#options = options;
    const pool = { keepAlive: true, maxSockets: MAX_SOCKETS, maxFreeSockets: MAX_FREE_SOCKETS };
    this.#http = new HttpAgent(pool);
    this.#https = new HttpsAgent({ ...pool, ...options.tls });
  }

  /** One request, classified by its status as {@link classify} does. Never throws. */
  async send(request: HttpRequest, signal: AbortSignal): Promise<DeliveryResult> {
    const answer = await this.exchange(request, signal);
    return 'outcome' in answer ? answer : classify(answer, this.nowMs());
  }

  /** One request; a transport failure is a `retry` result, an answer of any status is returned. */
  async exchange(
    request: HttpRequest,
    signal: AbortSignal,
  ): Promise<FullAnswer | Extract<DeliveryResult, { outcome: 'retry' }>> {
    const timeout = AbortSignal.timeout(this.#options.timeoutMs);
    try {
      return await this.#request(request, AbortSignal.any([signal, timeout]));
    } catch (error) {
      if (timeout.aborted) {
        const reason = `no answer within ${String(this.#options.timeoutMs)} ms`;
        return { outcome: 'retry', reason };
      }
      return { outcome: 'retry', reason: describeFault(error) };
    }
  }

  /** Wall clock, ms. */
  nowMs(): number {
    return (this.#options.now ?? (() => new Date()))().getTime();
  }

  /** Idempotent. */
  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  #request({ url, method, headers, body }: HttpRequest, signal: AbortSignal): Promise<FullAnswer> {
    const secure = url.protocol === 'https:';
    const traced: Record<string, string> = {};
    propagation.inject(context.active(), traced);
    const options: RequestOptions = {
      method: method ?? 'POST',
      agent: secure ? this.#https : this.#http,
      headers: {
        ...traced,
        'user-agent': `keywarden/${VERSION}`,
        ...lowerCaseNames(headers ?? {}),
        ...(body === undefined ? {} : { 'content-length': String(body.length) }),
      },
      signal,
    };
    return new Promise((resolve, reject) => {
      const request = (secure ? httpsRequest : httpRequest)(url, options, (response) => {
        this.#read(response).then(resolve, reject);
      });
      request.once('error', reject);
      request.end(body);
    });
  }

  async #read(response: IncomingMessage): Promise<FullAnswer> {
    const chunks: Buffer[] = [];
    const most = this.#options.maxAnswerBytes ?? MAX_ANSWER_BYTES;
    let size = 0;
    let complete = true;
    try {
      for await (const chunk of response) {
        chunks.push(chunk as Buffer);
        size += (chunk as Buffer).length;
        complete = size <= most;
        // Leaving the loop destroys the connection, so the rest is never read.
        if (!complete) break;
      }
    } catch {
      // The status was said, and it counts: to ask again would tell a receiver twice that said yes.
      complete = false;
    }
    const body = Buffer.concat(chunks).toString();
    return {
      status: response.statusCode ?? 0,
      retryAfter: response.headers['retry-after'],
      excerpt: body.replace(/\s+/g, ' ').trim().slice(0, MAX_EXCERPT),
      body,
      complete,
    };
  }
}

/** So that headers of the configuration and ours cannot stand beside each other in two spellings. */
function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

/** `ECONNREFUSED: …`; the code is what an operator searches for. */
export function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const message = error.message === '' ? 'the connection failed' : error.message;
  return message.startsWith(code) ? message : `${code}: ${message}`;
}
