import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StreamTransport } from './stream-transport.js';

const never = new AbortController().signal;
const message = (text: string) => [Buffer.from(text)];

describe('StreamTransport', () => {
  let server: Server;
  let sockets: Socket[];
  let received: string[];
  let transport: StreamTransport;
  let onConnection: (socket: Socket) => void;

  beforeEach(async () => {
    sockets = [];
    received = [];
    onConnection = () => undefined;
    server = createServer({ allowHalfOpen: true }, (socket) => {
      const at = sockets.push(socket) - 1;
      received[at] = '';
      socket.on('data', (chunk) => {
        received[at] = `${received[at] ?? ''}${chunk.toString()}`;
      });
      socket.on('error', () => undefined);
      onConnection(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    transport = new StreamTransport({
      host: '127.0.0.1',
      port,
      framing: 'octet-counting',
      timeoutMs: 2_000,
      settleMs: 50,
    });
  });
  afterEach(async () => {
    await transport.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it('keeps one connection and the order, also of batches that are sent at once', async () => {
    const all = ['a', 'bb', 'ccc'].map((text) => transport.send(message(text), never));
    const outcomes = (await Promise.all(all)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['delivered', 'delivered', 'delivered']);
    expect(received).toEqual(['1 a2 bb3 ccc']);
  });

  it('sees that the receiver has ended its side, and connects anew', async () => {
    await transport.send(message('first'), never);
    const ended = new Promise((resolve) => sockets[0]?.once('close', resolve));
    sockets[0]?.end();
    await ended;
    expect((await transport.send(message('second'), never)).outcome).toBe('delivered');
    expect(received).toEqual(['5 first', '6 second']);
  });

  it.each([
    ['ends', (socket: Socket) => socket.end()],
    ['resets', (socket: Socket) => socket.resetAndDestroy()],
    ['destroys', (socket: Socket) => socket.destroy()],
  ])('delivers nothing when the receiver %s the connection after reading', async (_, act) => {
    onConnection = (socket) => socket.once('data', () => act(socket));
    expect((await transport.send(message('lost'), never)).outcome).toBe('retry');
    onConnection = () => undefined;
    expect((await transport.send(message('lost'), never)).outcome).toBe('delivered');
    expect(received.at(-1)).toBe('4 lost');
  });

  it('gives up when it is told to, before and while it waits', async () => {
    expect((await transport.send(message('x'), AbortSignal.abort())).outcome).toBe('retry');
    const abandon = new AbortController();
    onConnection = () => {
      abandon.abort();
    };
    expect((await transport.send(message('x'), abandon.signal)).outcome).toBe('retry');
  });

  it('says which address does not answer', async () => {
    await transport.close();
    server.close();
    const result = await transport.send(message('x'), never);
    expect(result).toMatchObject({ outcome: 'retry' });
    expect(JSON.stringify(result)).toContain('ECONNREFUSED');
  });
});
