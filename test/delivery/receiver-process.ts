/**
 * Receivers with faults, in a process of their own: one HTTP endpoint per fault, and a control endpoint
 * that says what each has acknowledged. Prints `{ "control": PORT, "ports": { FAULT: PORT } }` and runs
 * until it is ended. Arguments: key and certificate file of the endpoint with TLS.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { FAULTS, type Fault } from './faults.ts';

/** Times each alert was acknowledged, and how often one was offered in all. */
interface Book {
  acknowledged: Map<string, number>;
  offers: number;
  firstMs: number;
  lastMs: number;
}

const RATE_PER_SECOND = 400;
const books = new Map<Fault, Book>();
const bookOf = (fault: Fault): Book => {
  const book = books.get(fault) ?? { acknowledged: new Map(), offers: 0, firstMs: 0, lastMs: 0 };
  books.set(fault, book);
  return book;
};

function acknowledge(fault: Fault, id: string): void {
  const book = bookOf(fault);
  book.acknowledged.set(id, (book.acknowledged.get(id) ?? 0) + 1);
  book.firstMs ||= Date.now();
  book.lastMs = Date.now();
}

/** Makes a fault of the first offers of an alert and lets a later one through. */
const offered = new Map<string, number>();
function isFirstOffer(fault: Fault, id: string): boolean {
  const key = `${fault} ${id}`;
  const count = (offered.get(key) ?? 0) + 1;
  offered.set(key, count);
  return count === 1;
}

let second = 0;
let inSecond = 0;
function isOverRate(): boolean {
  const now = Math.floor(Date.now() / 1_000);
  if (now !== second) inSecond = 0;
  second = now;
  return ++inSecond > RATE_PER_SECOND;
}

async function answer(
  fault: Fault,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const id = String(request.headers['idempotency-key']);
  bookOf(fault).offers += 1;
  const isUnlucky = Number.parseInt(id.slice(-2), 16) % 5 === 0;
  if (fault === 'closes mid-body' && isUnlucky && isFirstOffer(fault, id)) {
    request.once('data', () => request.destroy());
    return;
  }
  await buffer(request);
  const yes = (): void => {
    acknowledge(fault, id);
    response.end('ok');
  };
  switch (fault) {
    case '20 % 503':
      if (Math.random() < 0.2) response.writeHead(503).end('busy');
      else yes();
      return;
    case '429 with Retry-After':
      if (isOverRate()) response.writeHead(429, { 'retry-after': '1' }).end('slow down');
      else yes();
      return;
    case 'slow 5 s':
      setTimeout(yes, 5_000);
      return;
    case 'hangs':
      if (!(isUnlucky && isFirstOffer(fault, id))) yes();
      return;
    case 'resets':
      if (isUnlucky && isFirstOffer(fault, id)) request.socket.resetAndDestroy();
      else yes();
      return;
    case 'truncated answer':
      acknowledge(fault, id);
      response.writeHead(200, { 'content-length': '1000' });
      response.write('half of', () => request.socket.end());
      return;
    case 'none':
    case 'down 10 s':
    case 'down for ever':
    case 'closes mid-body':
    case 'TLS expired':
    case 'DNS gone':
      yes();
  }
}

const [keyFile = '', certFile = ''] = process.argv.slice(2);
const tls = { key: readFileSync(keyFile), cert: readFileSync(certFile) };
const servers = new Map<Fault, Server>();
const ports: Partial<Record<Fault, number>> = {};

function listen(server: Server, port = 0): Promise<number> {
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

for (const fault of FAULTS) {
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    answer(fault, request, response).catch(() => request.destroy());
  };
  const server = fault === 'TLS expired' ? createTlsServer(tls, handle) : createServer(handle);
  servers.set(fault, server);
  ports[fault] = await listen(server);
}
// Ports that were theirs a moment ago, and that nobody listens at.
for (const fault of ['down 10 s', 'down for ever'] as const) servers.get(fault)?.close();

const control = createServer((request, response) => {
  if (request.url === '/up') {
    const fault = 'down 10 s';
    const server = servers.get(fault);
    if (server !== undefined) void listen(server, ports[fault]);
  }
  const report = Object.fromEntries(
    [...books].map(([fault, { acknowledged, ...counts }]) => [
      fault,
      { ...counts, acknowledged: Object.fromEntries(acknowledged) },
    ]),
  );
  response.end(JSON.stringify(report));
});
process.stdout.write(`${JSON.stringify({ control: await listen(control), ports })}\n`);
