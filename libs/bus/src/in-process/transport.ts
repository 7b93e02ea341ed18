import { toKeywardenError } from '@keywarden/contracts';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { BackoffOptions } from '../backoff.js';
import { BatchServer } from '../batch-server.js';
import type { HealthListener } from '../health.js';
import type { MessagePublisher } from '../messages.js';
import type { InProcessBus } from './bus.js';
import type { Subscription } from './subscription.js';

export interface InProcessTransportOptions {
  bus: InProcessBus;
  deadLetters: MessagePublisher;
  retry?: BackoffOptions;
  onHealth?: HealthListener;
}

/** NestJS transport over the in-process bus, with the semantics of `KafkaBatchTransport`. */
export class InProcessTransport extends BatchServer implements CustomTransportStrategy {
  readonly #options: InProcessTransportOptions;
  #subscriptions: Subscription[] = [];

  constructor(options: InProcessTransportOptions) {
    super();
    this.#options = options;
  }

  listen(callback: (error?: Error) => void): void {
    const { bus, ...options } = this.#options;
    try {
      for (const [topic, handler] of this.batchHandlers()) {
        this.#subscriptions.push(bus.subscribe(topic, { handler, ...options }));
      }
    } catch (error) {
      callback(toKeywardenError(error));
      return;
    }
    this.#options.onHealth?.('ok');
    callback();
  }

  /** Idempotent. The batch in work is finished; what is queued stays for the next subscriber. */
  async close(): Promise<void> {
    await Promise.all(this.#subscriptions.map((subscription) => subscription.close()));
  }
}
