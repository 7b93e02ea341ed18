import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { DeliveryResult } from '@keywarden/routing';
import { describeFault } from '../shared/http-client.js';
import type { TlsOptions } from '../shared/tls.js';
import type { SyslogConfig } from './config.js';
import { framed } from './framing.js';
import type { Address, SyslogTransport } from './transport.js';

export interface StreamOptions extends Address {
  framing: SyslogConfig['framing'];
  /** Absent: plain TCP. */
  tls?: TlsOptions;
  timeoutMs: number;
  settleMs: number;
}

/**
 * One long connection by TCP or TLS. Syslog has no acknowledgement: a batch counts as delivered when
 * the kernel has all of it and the receiver, `settleMs` later, has neither closed nor reset the
 * connection. Otherwise the whole batch is to be sent again, since nobody knows what arrived.
 */
export class StreamTransport implements SyslogTransport {
  readonly #options: StreamOptions;
  #socket: Socket | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: StreamOptions) {
    this.#options = options;
  }

  send(messages: readonly Buffer[], signal: AbortSignal): Promise<DeliveryResult> {
    const result = this.#last.then(() => this.#send(messages, signal));
    this.#last = result;
    return result;
  }

  close(): Promise<void> {
    this.#socket?.destroySoon();
    this.#socket = undefined;
    return Promise.resolve();
  }

  async #send(messages: readonly Buffer[], signal: AbortSignal): Promise<DeliveryResult> {
    const { timeoutMs, settleMs, framing } = this.#options;
    const timeout = AbortSignal.timeout(timeoutMs);
    const ended = AbortSignal.any([signal, timeout]);
    try {
      ended.throwIfAborted();
      const socket = (this.#socket ??= await this.#connect(ended));
      await write(socket, framed(messages, framing), ended);
      await stays(socket, settleMs, signal);
      return { outcome: 'delivered', answer: 'written, the connection stays open' };
    } catch (error) {
      // What the kernel still holds goes with it: it would arrive twice.
      this.#socket?.destroy();
      this.#socket = undefined;
      if (!timeout.aborted) return { outcome: 'retry', reason: describeFault(error) };
      return { outcome: 'retry', reason: `nothing was taken within ${String(timeoutMs)} ms` };
    }
  }

  async #connect(ended: AbortSignal): Promise<Socket> {
    const { host, port, tls } = this.#options;
    const socket =
      tls === undefined
        ? connectTcp({ host, port, keepAlive: true })
        : connectTls({ host, port, ...serverName(host), ...tls });
    try {
      await once(socket, tls === undefined ? 'connect' : 'secureConnect', { signal: ended });
    } catch (error) {
      socket.destroy();
      throw error;
    }
    // Whatever the receiver says is dropped; without reading, its end would never be seen.
    socket.resume();
    const forget = () => {
      if (this.#socket === socket) this.#socket = undefined;
      socket.destroy();
    };
    socket.on('error', forget).on('end', forget).on('close', forget);
    return socket;
  }
}

/** An address is no name that a certificate is asked for by SNI. */
function serverName(host: string): { servername?: string } {
  return /^[\d.]+$|:/.test(host) ? {} : { servername: host };
}

/** Resolves when the kernel has all the bytes; rejects when the connection ends before that. */
function write(socket: Socket, bytes: Buffer, ended: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      reject(ended.reason as Error);
    };
    ended.addEventListener('abort', onAbort, { once: true });
    socket.write(bytes, (error) => {
      ended.removeEventListener('abort', onAbort);
      if (error) reject(error);
      else resolve();
    });
  });
}

async function stays(socket: Socket, settleMs: number, signal: AbortSignal): Promise<void> {
  const closed = new AbortController();
  const onClose = () => {
    closed.abort(new Error('the receiver closed the connection'));
  };
  socket.once('end', onClose).once('close', onClose);
  try {
    const either = AbortSignal.any([signal, closed.signal]);
    await delay(settleMs, undefined, { signal: either }).catch(() => {
      throw either.reason as Error;
    });
    if (socket.destroyed || socket.readableEnded) throw new Error('the connection is closed');
  } finally {
    socket.off('end', onClose).off('close', onClose);
  }
}
