import { TOPICS } from '@keywarden/contracts';
import type { Logger } from '@keywarden/platform';
import type { BackoffOptions } from '../backoff.js';
import { DEFAULT_RETRY, runBatch } from '../batch-runner.js';
import { followLater } from '../later.js';
import type { HealthListener } from '../health.js';
import type {
  BatchHandler,
  IncomingMessage,
  MessageBatch,
  MessageOutcome,
  MessagePublisher,
} from '../messages.js';
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
  /** In one process nobody else takes over. */
  readonly #never = new AbortController();
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
      else await this.#work(messages);
    }
  }

  async #work(messages: readonly IncomingMessage[]): Promise<void> {
    const { topic } = this.#queue;
    const { handler, deadLetters, retry, logger, metrics, onHealth } = this.#options;
    const batch = { topic, partition: 0, messages };
    const outcomes = await runBatch(batch, {
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
          if (outcome.outcome !== 'dead-letter') continue;
          metrics.deadLetters.add(1, { topic, code: outcome.code });
        }
      },
      onRecovered: () => onHealth?.('ok'),
    });
    if (outcomes === undefined) return;
    metrics.consumed.add(messages.length, { topic });
    this.#queue.remove(messages.length, this.#follow(batch, outcomes));
  }

  /** @returns how many messages are decided later; they keep the queue from being idle. */
  #follow(batch: MessageBatch, outcomes: readonly MessageOutcome[]): number {
    const { deadLetters, retry, logger, metrics } = this.#options;
    const { topic } = this.#queue;
    return followLater(batch, outcomes, {
      publishDeadLetters: (letters) => deadLetters.publish(TOPICS.deadLetters, letters),
      retry: retry ?? DEFAULT_RETRY,
      signal: this.#never.signal,
      onFailure: (error) => {
        logger.warn({ topic, error: String(error) }, 'a dead letter could not be written');
      },
      onDeadLetter: ({ code }) => {
        metrics.deadLetters.add(1, { topic, code });
      },
      onDecided: () => {
        this.#queue.decided();
      },
      onUndecided: ({ offset }) => {
        logger.error({ topic, offset }, 'a message was left undecided');
        this.#queue.decided();
      },
    }).length;
  }
}
