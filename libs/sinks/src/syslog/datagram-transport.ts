import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import type { DeliveryResult } from '@keywarden/routing';
import { describeFault } from '../shared/http-client.js';
import type { Address, SyslogTransport } from './transport.js';

/**
 * One message a datagram (RFC 5426). Delivered means that the kernel has sent them: nothing tells
 * whether they arrived, except that a closed port of a host may be reported by the next attempt.
 */
export class DatagramTransport implements SyslogTransport {
  readonly #address: Address;
  #socket: Socket | undefined;
  #fault: Error | undefined;

  constructor(address: Address) {
    this.#address = address;
  }

  async send(messages: readonly Buffer[], signal: AbortSignal): Promise<DeliveryResult> {
    try {
      const socket = (this.#socket ??= await this.#open());
      for (const message of messages) {
        signal.throwIfAborted();
        await this.#sendOne(socket, message);
      }
      return { outcome: 'delivered', answer: 'sent by UDP, nothing answers' };
    } catch (error) {
      this.#drop();
      return { outcome: 'retry', reason: describeFault(error) };
    }
  }

  close(): Promise<void> {
    this.#drop();
    return Promise.resolve();
  }

  /** A connected socket gets the errors that come back for its datagrams. */
  async #open(): Promise<Socket> {
    const { host, port } = this.#address;
    const { address, family } = await lookup(host);
    const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
    socket.unref();
    socket.on('error', (error) => {
      this.#fault = error;
    });
    await new Promise<void>((resolve) => {
      socket.connect(port, address, resolve);
    });
    return socket;
  }

  async #sendOne(socket: Socket, message: Buffer): Promise<void> {
    if (this.#fault !== undefined) throw this.#fault;
    await new Promise<void>((resolve, reject) => {
      socket.send(message, (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
  }

  #drop(): void {
    this.#socket?.close();
    this.#socket = undefined;
    this.#fault = undefined;
  }
}
