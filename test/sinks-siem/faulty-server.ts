import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Decompressed. */
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What goes wrong with one request; `after`: the receiver has done its work, and nobody hears of it. */
export type Fault =
  | 'none'
  | 'busy'
  | 'error'
  | 'reset-before'
  | 'close-before'
  | 'silence-before'
  | 'reset-after'
  | 'half-answer-after'
  | 'silence-after';

export const FAULTS: readonly Fault[] = [
  'busy',
  'error',
  'reset-before',
  'close-before',
  'silence-before',
  'reset-after',
  'half-answer-after',
  'silence-after',
];

export interface FaultyServer {
  readonly url: string;
  readonly requests: readonly Received[];
  /** One for each of the next requests; afterwards nothing goes wrong. */
  plan(...faults: readonly Fault[]): void;
  close(): Promise<void>;
}

/** A receiver whose work is `receive`, behind a network and a machine that fail as planned. */
export async function startFaultyServer(
  receive: (request: Received) => Reply,
): Promise<FaultyServer> {
  const requests: Received[] = [];
  const faults: Fault[] = [];

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => incoming.destroy());
  });

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const fault = faults.shift() ?? 'none';
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const isZipped = raw[0] === 0x1f && raw[1] === 0x8b;
    const request: Received = {
      method: incoming.method ?? '',
      url: incoming.url ?? '',
      headers: incoming.headers,
      body: (isZipped ? gunzipSync(raw) : raw).toString(),
    };
    requests.push(request);
    if (fault === 'busy') outgoing.writeHead(429, { 'retry-after': '7' }).end('slow down');
    else if (fault === 'error') outgoing.writeHead(503).end('out of order');
    else if (fault === 'reset-before') incoming.socket.resetAndDestroy();
    else if (fault === 'close-before') incoming.socket.end();
    else if (fault !== 'silence-before') answer(receive(request), fault, incoming, outgoing);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    requests,
    plan: (...next) => {
      faults.splice(0, faults.length, ...next);
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

function answer(
  { status, body = '', headers }: Reply,
  fault: Fault,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): void {
  if (fault === 'reset-after') incoming.socket.resetAndDestroy();
  else if (fault === 'half-answer-after') {
    outgoing.writeHead(status, { ...headers, 'content-length': String(body.length + 100) });
    outgoing.write(body.slice(0, body.length / 2), () => incoming.socket.destroy());
  } else if (fault !== 'silence-after') outgoing.writeHead(status, headers).end(body);
}
