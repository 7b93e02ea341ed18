import { readFileSync } from 'node:fs';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Certificates } from './certificates.ts';

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly bytes: Buffer;
  /** Subject of the client's certificate, when it showed one. */
  readonly client: string | undefined;
}

export type Behaviour =
  | { status: number; headers?: Record<string, string>; body?: string }
  /** `hang`: no answer; `cut`: the connection ends in the middle of the body; `reset`: before it. */
  | 'hang'
  | 'cut'
  | 'reset';

export interface Receiver {
  /** Without a slash at the end. */
  readonly url: string;
  readonly requests: Received[];
  behaviour: Behaviour | ((request: Received) => Behaviour);
  close(): Promise<void>;
}

/** A server on loopback that records requests; over TLS when there are certificates. */
export async function startReceiver(
  tls?: Certificates,
  options: { clientCertificates?: boolean } = {},
): Promise<Receiver> {
  const requests: Received[] = [];
  const handle = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const request: Received = {
        method: incoming.method ?? '',
        url: incoming.url ?? '',
        headers: incoming.headers,
        body: bytes.toString(),
        bytes,
        client: subjectOf(incoming),
      };
      requests.push(request);
      const { behaviour } = receiver;
      answer(typeof behaviour === 'function' ? behaviour(request) : behaviour, outgoing);
    });
  };
  const server =
    tls === undefined
      ? createServer(handle)
      : createSecureServer(
          {
            key: readFileSync(tls.serverKey),
            cert: readFileSync(tls.serverCert),
            ...(options.clientCertificates === true
              ? { requestCert: true, rejectUnauthorized: true, ca: readFileSync(tls.ca) }
              : {}),
          },
          handle,
        );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${String(port)}`,
    requests,
    behaviour: { status: 200 },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

function answer(behaviour: Behaviour, outgoing: ServerResponse): void {
  if (behaviour === 'hang') return;
  if (behaviour === 'reset') {
    outgoing.socket?.destroy();
    return;
  }
  if (behaviour === 'cut') {
    outgoing.writeHead(500, { 'content-length': '1000' });
    outgoing.write('half of the ans', () => outgoing.socket?.destroy());
    return;
  }
  outgoing.writeHead(behaviour.status, behaviour.headers);
  outgoing.end(behaviour.body);
}

function subjectOf({ socket }: IncomingMessage): string | undefined {
  if (!('getPeerCertificate' in socket)) return undefined;
  const { subject } = (socket as TLSSocket).getPeerCertificate() as { subject?: { CN?: string } };
  return subject?.CN;
}
