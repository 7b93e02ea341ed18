import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from './wait.ts';

export interface ReceivedRequest {
  readonly method: string;
  /** Path with query, as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** The bytes as they came, for signature checks. */
  readonly body: Buffer;
  /** Milliseconds since the epoch when the body was complete. */
  readonly receivedAt: number;
}

/** What to do with one request. */
export interface ScriptedAnswer {
  /** 200 unless told; 'reset' cuts the connection, 'silence' never answers. */
  readonly status?: number | 'reset' | 'silence';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Milliseconds to wait before the answer. */
  readonly delayMs?: number;
}

export interface HttpReceiver {
  /** http://127.0.0.1:port */
  readonly url: string;
  readonly port: number;
  /** Every request so far, in the order their bodies were complete. */
  readonly requests: readonly ReceivedRequest[];
  /** Answers for the next requests, one each; afterwards the default answer again. */
  script(...answers: readonly ScriptedAnswer[]): void;
  /** Replaces the default answer (200, empty). */
  answerWith(answer: ScriptedAnswer | ((request: ReceivedRequest) => ScriptedAnswer)): void;
  /** Waits until at least `count` requests are there and returns them all. */
  waitForRequests(count: number, deadlineMs?: number): Promise<readonly ReceivedRequest[]>;
  clear(): void;
  close(): Promise<void>;
}

/** A real HTTP server on loopback that records what it gets and answers as told. */
export async function startHttpReceiver(options: { port?: number } = {}): Promise<HttpReceiver> {
  const requests: ReceivedRequest[] = [];
  const scripted: ScriptedAnswer[] = [];
  let fallback: (request: ReceivedRequest) => ScriptedAnswer = () => ({});

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => incoming.destroy());
  });

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) {
      chunks.push(chunk as Buffer);
    }
    const request: ReceivedRequest = {
      method: incoming.method ?? '',
      url: incoming.url ?? '',
      headers: incoming.headers,
      body: Buffer.concat(chunks),
      receivedAt: Date.now(),
    };
    requests.push(request);
    await answer(scripted.shift() ?? fallback(request), incoming, outgoing);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${String(port)}`,
    port,
    requests,
    script(...answers) {
      scripted.push(...answers);
    },
    answerWith(next) {
      fallback = typeof next === 'function' ? next : () => next;
    },
    async waitForRequests(count, deadlineMs = 30_000) {
      await waitFor(() => requests.length >= count, {
        what: `${String(count)} HTTP requests on port ${String(port)} (there are ${String(requests.length)} at the start)`,
        deadlineMs,
        intervalMs: 20,
      });
      return [...requests];
    },
    clear() {
      requests.length = 0;
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
    },
  };
}

async function answer(
  plan: ScriptedAnswer,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  if (plan.delayMs !== undefined) {
    await delay(plan.delayMs);
  }
  if (plan.status === 'silence') {
    return;
  }
  if (plan.status === 'reset') {
    incoming.socket.resetAndDestroy();
    return;
  }
  outgoing.writeHead(plan.status ?? 200, plan.headers);
  outgoing.end(plan.body);
}
