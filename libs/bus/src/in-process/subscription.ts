import { TOPICS } from '@keywarden/contracts';
import type { Logger } from '@keywarden/platform';
import type { BackoffOptions } from '../backoff.js';
import { DEFAULT_RETRY, runBatch } from '../batch-runner.js';
import type { HealthListener } from '../health.js';
import type { BatchHandler, IncomingMessage, MessagePublisher } from '../messages.js';
import type { BusMetrics } from '../metrics.js';
import type { TopicQueue } from './queue.js';

export interface SubscriptionOptions {
  handler: BatchHandler;
  deadLetters: MessagePublisher;
  retry?: BackoffOptions;
  onHealth?: HealthListener;
}

interface BusParts {
  logger: Logger;
  maxBatch: number;
  metrics: BusMetrics;
}

/** Hands the batches of one topic to one handler, one after another, until it is closed. */
export class Subscription {
  readonly #queue: TopicQueue;
  readonly #options: SubscriptionOptions & BusParts;
  readonly #stop = new AbortController();
  readonly #loop: Promise<void>;

  constructor(queue: TopicQueue, options: SubscriptionOptions & BusParts) {
    this.#queue = queue;
    this.#options = options;
    this.#loop = this.#run();
  }

  get open(): boolean {
    return !this.#stop.signal.aborted;
  }

  /** Idempotent. Finishes the batch in work; a batch that keeps failing stays in the queue. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const messages = this.#queue.peek(this.#options.maxBatch);
      if (messages.length === 0) await this.#queue.change(signal);
      else if (await this.#work(messages)) this.#queue.remove(messages.length);
    }
  }

  async #work(messages: readonly IncomingMessage[]): Promise<boolean> {
    const { topic } = this.#queue;
    const { handler, deadLetters, retry, logger, metrics, onHealth } = this.#options;
    const done = await runBatch(
      { topic, partition: 0, messages },
      {
        handler,
        publishDeadLetters: (letters) => deadLetters.publish(TOPICS.deadLetters, letters),
        retry: retry ?? DEFAULT_RETRY,
        abandoned: () => !this.open,
        signal: this.#stop.signal,
        onFailure: (thrown, attempt, delayMs) => {
          const error = thrown instanceof Error ? thrown.message : String(thrown);
          metrics.batchRetries.add(1, { topic });
          onHealth?.('degraded', `a batch of ${topic} fails: ${error}`);
          logger.warn(
            { topic, attempt, delay_ms: delayMs, error },
            'a batch failed and will be repeated',
          );
        },
        onDeadLetters: (outcomes) => {
          for (const outcome of outcomes) {
            if (outcome.outcome === 'ok') continue;
            metrics.deadLetters.add(1, { topic, code: outcome.code });
          }
        },
        onRecovered: () => onHealth?.('ok'),
      },
    );
    if (done) metrics.consumed.add(messages.length, { topic });
    return done;
  }
}
