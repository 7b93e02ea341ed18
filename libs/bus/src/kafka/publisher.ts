import { KeywardenError } from '@keywarden/contracts';
import { Partitioners, type Kafka, type Producer } from 'kafkajs';
import { Backoff, pause } from '../backoff.js';
import { PartHealth } from '../health.js';
import type { MessagePublisher, OutgoingMessage } from '../messages.js';
import { busMetrics, type BusMetrics } from '../metrics.js';
import { waitPatiently } from '../patience.js';
import { chunks } from './chunks.js';
import { brokersText, createClient, unreachable } from './client.js';
import { isHopeless } from './faults.js';
import type { KafkaOptions } from './options.js';

export interface KafkaPublisherSettings {
  /** How long one publish keeps trying before it throws a retryable error, ms. */
  publishDeadlineMs?: number;
}

/**
 * Publishes through an idempotent producer, acknowledged by all in-sync replicas. Calls are sent one
 * after another and a producer that failed is replaced: kafkajs gives the sequence numbers of a
 * failed request to the next one, so a broker that did store the failed request would take the next,
 * different one for its repetition and drop it silently. With a new producer the worst case is a
 * duplicate, which readers recognise by event identity.
 */
export class KafkaPublisher implements MessagePublisher {
  readonly #options: KafkaOptions;
  readonly #deadlineMs: number;
  readonly #kafka: Kafka;
  readonly #health: PartHealth;
  readonly #metrics: BusMetrics = busMetrics();
  readonly #stop = new AbortController();
  #producer: Promise<Producer> | undefined;
  #tail: Promise<void> = Promise.resolve();
  #failing = false;
  #closed: Promise<void> | undefined;

  constructor(options: KafkaOptions, settings: KafkaPublisherSettings = {}) {
    this.#options = options;
    this.#deadlineMs = settings.publishDeadlineMs ?? 30_000;
    this.#kafka = createClient(options);
    this.#health = new PartHealth(options.onHealth, 'producer');
  }

  /** @throws KeywardenError `KW_BUS_UNREACHABLE` when the wait limit is over or it is closed. */
  async connect(): Promise<void> {
    const { logger, waitLimitMs, signal } = this.#options;
    const stop = this.#stop.signal;
    await waitPatiently(() => this.#connected(), {
      what: brokersText(this.#options),
      code: 'KW_BUS_UNREACHABLE',
      logger,
      limitMs: waitLimitMs,
      signal: signal === undefined ? stop : AbortSignal.any([signal, stop]),
      onWaiting: (detail) => {
        this.#health.set('down', detail);
      },
    });
    this.#recovered();
  }

  /** As {@link MessagePublisher.publish}, to any topic. */
  async publish(topic: string, messages: readonly OutgoingMessage[]): Promise<void> {
    if (this.#closed !== undefined) throw publishError(topic, 'the publisher is closed', false);
    const deadline = performance.now() + this.#deadlineMs;
    const turn = this.#tail.then(async () => {
      for (const chunk of chunks(messages)) await this.#send(topic, chunk, deadline);
    });
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#shutdown());
  }

  async #shutdown(): Promise<void> {
    this.#stop.abort();
    await this.#tail;
    await this.#discard();
    this.#health.forget();
  }

  async #send(
    topic: string,
    messages: readonly OutgoingMessage[],
    deadline: number,
  ): Promise<void> {
    const backoff = new Backoff({ firstMs: 100, maxMs: 2_000 });
    const records = messages.map(({ key, value, headers }) => ({
      key,
      value,
      ...(headers === undefined ? {} : { headers: { ...headers } }),
    }));
    for (;;) {
      try {
        const producer = await this.#connected();
        await producer.send({ topic, messages: records, acks: -1 });
        this.#metrics.published.add(messages.length, { topic });
        this.#recovered();
        return;
      } catch (error) {
        await this.#discard();
        if (isHopeless(error)) throw publishError(topic, error, false);
        this.#failed(error);
        const delayMs = backoff.next();
        const over = performance.now() + delayMs >= deadline || this.#stop.signal.aborted;
        if (over) throw publishError(topic, error, true);
        this.#metrics.publishRetries.add(1, { topic });
        await pause(delayMs, this.#stop.signal);
      }
    }
  }

  #connected(): Promise<Producer> {
    this.#producer ??= this.#open();
    return this.#producer;
  }

  async #open(): Promise<Producer> {
    const producer = this.#kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 1_000 },
    });
    try {
      await producer.connect();
      return producer;
    } catch (error) {
      this.#producer = undefined;
      await producer.disconnect().catch(() => undefined);
      throw unreachable(this.#options, error);
    }
  }

  async #discard(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    try {
      await (await producer)?.disconnect();
    } catch {
      // It never connected, or its connection is gone already: either way there is nothing to keep.
    }
  }

  #failed(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#health.set('down', message);
    if (this.#failing) return;
    this.#failing = true;
    this.#options.logger.warn({ error: message }, 'publishing fails, trying again');
  }

  #recovered(): void {
    this.#health.set('ok');
    if (!this.#failing) return;
    this.#failing = false;
    this.#options.logger.info('publishing works again');
  }
}

function publishError(topic: string, cause: unknown, retryable: boolean): KeywardenError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new KeywardenError('KW_BUS_PUBLISH', message, { retryable, where: topic, cause });
}
