import { VERSION } from '@keywarden/platform';
import type { DeliveryResult } from '@keywarden/routing';
import { context, propagation } from '@opentelemetry/api';
import { Agent, type Dispatcher } from 'undici';
import { classify, type Answer } from './classify.js';
import type { TlsOptions } from './tls.js';

/** How much of an answer is read unless told; the rest is not wanted. */
const MAX_ANSWER_BYTES = 4_096;
const MAX_EXCERPT = 300;
/** The pipeline bounds the attempts at the same time; this only bounds a mistake there. */
const MAX_SOCKETS = 1_024;
/** A connection that nothing was sent over for this time, ms, is closed. */
const KEEP_ALIVE_MS = 15_000;
/** Why a request was ended by its deadline. */
const LATE = new Error('late');

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
  readonly #agent: Agent;

  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#agent = new Agent({
      connections: MAX_SOCKETS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      allowH2: false,
      // The deadline of the whole request bounds its parts.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { ...options.tls, timeout: 0 },
    });
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
    const { timeoutMs } = this.#options;
    const ended = new AbortController();
    const abort = (): void => {
      ended.abort(signal.reason);
    };
    const timer = setTimeout(() => {
      ended.abort(LATE);
    }, timeoutMs);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    try {
      return await this.#request(request, ended.signal);
    } catch (error) {
      const isLate = ended.signal.reason === LATE;
      const reason = isLate ? `no answer within ${String(timeoutMs)} ms` : describeFault(error);
      return { outcome: 'retry', reason };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }

  /** Wall clock, ms. */
  nowMs(): number {
    return (this.#options.now ?? (() => new Date()))().getTime();
  }

  /** Idempotent. */
  close(): void {
    void this.#agent.destroy();
  }

  async #request(
    { url, method, headers, body }: HttpRequest,
    signal: AbortSignal,
  ): Promise<FullAnswer> {
    const traced: Record<string, string> = {};
    propagation.inject(context.active(), traced);
    const response = await this.#agent.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: method ?? 'POST',
      headers: {
        ...traced,
        'user-agent': `keywarden/${VERSION}`,
        ...lowerCaseNames(headers ?? {}),
      },
      body: body ?? null,
      signal,
    });
    return this.#read(response);
  }

  async #read({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<FullAnswer> {
    const chunks: Buffer[] = [];
    const most = this.#options.maxAnswerBytes ?? MAX_ANSWER_BYTES;
    let size = 0;
    let complete = true;
    try {
      for await (const chunk of body) {
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
    const text = Buffer.concat(chunks).toString();
    const retryAfter = headers['retry-after'];
    return {
      status: statusCode,
      retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
      excerpt: text.replace(/\s+/g, ' ').trim().slice(0, MAX_EXCERPT),
      body: text,
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
