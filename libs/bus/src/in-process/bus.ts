import { KeywardenError, TOPICS, type Topic } from '@keywarden/contracts';
import type { Logger } from '@keywarden/platform';
import { metrics, type BatchObservableCallback, type ObservableGauge } from '@opentelemetry/api';
import type { MessagePublisher, OutgoingMessage } from '../messages.js';
import { busMetrics, type BusMetrics } from '../metrics.js';
import { TopicQueue } from './queue.js';
import { Subscription, type SubscriptionOptions } from './subscription.js';

export interface InProcessBusOptions {
  logger: Logger;
  /** Messages that one topic holds before `publish` waits; 10,000 unless told. */
  capacity?: number;
  /** Messages in one batch; 500 unless told. */
  maxBatch?: number;
  /** Wall clock, ms since 1970. */
  now?: () => number;
}

/** Dead letters that nobody subscribed to, the latest of them. */
const KEPT_DEAD_LETTERS = 100;

/**
 * The bus of a single process: the topics, batches, retries and dead letters of Kafka without a
 * broker. One partition per topic, so the order of a topic is total. A full topic makes `publish`
 * wait. What is queued is lost when the process dies; what a closing consumer left stays for the next.
 */
export class InProcessBus {
  readonly #options: Required<InProcessBusOptions>;
  readonly #queues = new Map<string, TopicQueue>();
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #stop = new AbortController();
  readonly #metrics: BusMetrics = busMetrics();
  readonly #depth: ObservableGauge;
  readonly #observe: BatchObservableCallback;
  #unreadDeadLetters: OutgoingMessage[] = [];

  constructor(options: InProcessBusOptions) {
    this.#options = { capacity: 10_000, maxBatch: 500, now: Date.now, ...options };
    const meter = metrics.getMeter('keywarden.bus');
    this.#depth = meter.createObservableGauge('keywarden.bus.queue.depth', {
      description: 'Messages waiting in the in-process bus',
    });
    this.#observe = (result) => {
      for (const { topic, size } of this.#queues.values()) {
        result.observe(this.#depth, size, { topic });
      }
    };
    meter.addBatchObservableCallback(this.#observe, [this.#depth]);
  }

  /** A publisher onto this bus. Closing it does not close the bus. */
  publisher(): MessagePublisher {
    const tails = new Map<string, Promise<void>>();
    return {
      connect: () => Promise.resolve(),
      close: async () => {
        await Promise.all(tails.values());
      },
      publish: (topic, messages) => {
        const before = tails.get(topic) ?? Promise.resolve();
        const turn = before.then(() => this.#publish(topic, messages));
        tails.set(
          topic,
          turn.catch(() => undefined),
        );
        return turn;
      },
    };
  }

  /**
   * Starts to hand the batches of a topic to a handler.
   *
   * @throws KeywardenError `KW_INTERNAL` when the topic has an open subscription.
   */
  subscribe(topic: string, options: SubscriptionOptions): Subscription {
    if (this.#subscriptions.get(topic)?.open === true) {
      throw new KeywardenError(
        'KW_INTERNAL',
        `topic ${topic} has two subscribers, it may have one`,
      );
    }
    const subscription = new Subscription(this.#queue(topic), {
      ...options,
      logger: this.#options.logger,
      maxBatch: this.#options.maxBatch,
      metrics: this.#metrics,
    });
    this.#subscriptions.set(topic, subscription);
    return subscription;
  }

  /** The latest dead letters that nobody subscribed to, oldest first, at most 100. */
  get unreadDeadLetters(): readonly OutgoingMessage[] {
    return this.#unreadDeadLetters;
  }

  /**
   * Resolves when every topic with a subscriber is empty and its last batch has been worked off.
   *
   * @throws KeywardenError `KW_BUS_PUBLISH` when that has not happened within `deadlineMs`.
   */
  async drain(options: { deadlineMs?: number } = {}): Promise<void> {
    const signal =
      options.deadlineMs === undefined
        ? this.#stop.signal
        : AbortSignal.any([this.#stop.signal, AbortSignal.timeout(options.deadlineMs)]);
    for (;;) {
      const busy = [...this.#queues.values()].filter((queue) => this.#isBusy(queue));
      const [first] = busy;
      if (first === undefined) return;
      if (signal.aborted) throw notDrained(busy);
      await first.change(signal);
    }
  }

  /** Ends waiting publishers with an error and all subscriptions. Idempotent; call drain() before. */
  async close(): Promise<void> {
    this.#stop.abort();
    metrics.getMeter('keywarden.bus').removeBatchObservableCallback(this.#observe, [this.#depth]);
    await Promise.all([...this.#subscriptions.values()].map((open) => open.close()));
  }

  #isBusy(queue: TopicQueue): boolean {
    return this.#subscriptions.get(queue.topic)?.open === true && !queue.idle;
  }

  async #publish(topic: Topic, messages: readonly OutgoingMessage[]): Promise<void> {
    if (topic === TOPICS.deadLetters && this.#subscriptions.get(topic)?.open !== true) {
      this.#keepDeadLetters(messages);
      return;
    }
    const queue = this.#queue(topic);
    for (const message of messages) {
      if (await queue.put(message, this.#options.now, this.#stop.signal)) continue;
      throw new KeywardenError('KW_BUS_PUBLISH', 'the in-process bus is closed', { where: topic });
    }
    this.#metrics.published.add(messages.length, { topic });
  }

  #keepDeadLetters(letters: readonly OutgoingMessage[]): void {
    this.#unreadDeadLetters = [...this.#unreadDeadLetters, ...letters].slice(-KEPT_DEAD_LETTERS);
    for (const { headers } of letters) {
      this.#options.logger.error({ headers }, 'a message could not be worked off: dead letter');
    }
  }

  #queue(topic: string): TopicQueue {
    const known = this.#queues.get(topic);
    if (known !== undefined) return known;
    const queue = new TopicQueue(topic, this.#options.capacity);
    this.#queues.set(topic, queue);
    return queue;
  }
}

function notDrained(busy: readonly TopicQueue[]): KeywardenError {
  const left = busy
    .map(({ topic, size, undecided }) => `${topic}: ${String(size + undecided)}`)
    .join(', ');
  return new KeywardenError('KW_BUS_PUBLISH', `messages were left undelivered (${left})`, {
    hint: 'A longer shutdown.deadline_ms gives a slow sink more time.',
  });
}
