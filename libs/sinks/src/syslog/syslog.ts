import type { DeliveryResult, Notifications, Sink } from '@keywarden/routing';
import { sameForAll } from '../shared/batch.js';
import type { SyslogConfig } from './config.js';
import { messageOf } from './message.js';
import type { SyslogTransport } from './transport.js';

/** Sends alerts as syslog messages. */
export class SyslogSink implements Sink {
  readonly type = 'syslog';
  readonly name: string;
  readonly maxBatch: number;
  readonly keepsOrder = true;
  readonly lingerMs = 0;
  readonly #config: SyslogConfig;
  readonly #transport: SyslogTransport;

  constructor(config: SyslogConfig, transport: SyslogTransport) {
    this.name = config.name;
    this.maxBatch = config.max_batch;
    this.#config = config;
    this.#transport = transport;
  }

  async deliver(
    notifications: Notifications,
    signal: AbortSignal,
  ): Promise<readonly DeliveryResult[]> {
    const messages = notifications.map((each) => messageOf(each, this.#config));
    return sameForAll(notifications, await this.#transport.send(messages, signal));
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}
