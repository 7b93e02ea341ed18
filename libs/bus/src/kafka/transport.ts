import { KeywardenError, TOPICS, toKeywardenError } from '@keywarden/contracts';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { EachBatchPayload, Kafka } from 'kafkajs';
import { Backoff, pause, type BackoffOptions } from '../backoff.js';
import { BatchServer } from '../batch-server.js';
import { DEFAULT_RETRY, runBatch } from '../batch-runner.js';
import { followLater } from '../later.js';
import { PartHealth } from '../health.js';
import type { BatchHandler, MessageBatch, MessageOutcome, MessagePublisher } from '../messages.js';
import { busMetrics, type BusMetrics } from '../metrics.js';
import { waitPatiently } from '../patience.js';
import { brokersText, createClient, unreachable } from './client.js';
import { ConsumerSession, type ConsumerTuning } from './consumer-session.js';
import { incomingBatch } from './incoming.js';
import { OffsetCommitter } from './offset-committer.js';
import type { KafkaOptions } from './options.js';
import { UndecidedOffsets } from './undecided.js';

export interface KafkaBatchTransportOptions extends ConsumerTuning {
  kafka: KafkaOptions;
  /** Used as it is, without a suffix. */
  groupId: string;
  deadLetters: MessagePublisher;
  retry?: BackoffOptions;
}

/** How often a running handler's membership of the group is refreshed, ms. */
const HEARTBEAT_MS = 1_000;

/**
 * NestJS transport over kafkajs `eachBatch`: one handler per topic gets whole batches; offsets are
 * committed after the work is done and its dead letters are acknowledged (by {@link OffsetCommitter}). A
 * failing batch is repeated with backoff and never skipped. A consumer that crashes, for whatever reason,
 * is replaced for as long as the transport is open.
 */
export class KafkaBatchTransport extends BatchServer implements CustomTransportStrategy {
  readonly #options: KafkaBatchTransportOptions;
  readonly #kafka: Kafka;
  readonly #health: PartHealth;
  readonly #metrics: BusMetrics = busMetrics();
  readonly #stop = new AbortController();
  readonly #committer: OffsetCommitter;
  readonly #undecided = new UndecidedOffsets();
  /** Aborted when the partitions are given out anew: everything undecided comes again then. */
  #assignment = new AbortController();
  #handlers = new Map<string, BatchHandler>();
  #session: ConsumerSession | undefined;
  #supervision: Promise<void> = Promise.resolve();
  #closed: Promise<void> | undefined;

  constructor(options: KafkaBatchTransportOptions) {
    super();
    this.#options = options;
    this.#kafka = createClient(options.kafka);
    this.#health = new PartHealth(options.kafka.onHealth, 'consumer');
    this.#committer = new OffsetCommitter(options.kafka.logger, this.#undecided);
  }

  /**
   * Waits for the brokers and the topics, joins the group, then calls back. The callback gets a
   * KeywardenError `KW_BUS_UNREACHABLE` when the wait limit is over or the transport is closed.
   */
  listen(callback: (error?: Error) => void): void {
    this.#handlers = this.batchHandlers();
    this.#supervision = this.#start().then(
      (session) => {
        callback();
        return this.#supervise(session);
      },
      (error: unknown) => {
        callback(toKeywardenError(error));
      },
    );
  }

  /** Idempotent. A batch in work is finished and committed; one that keeps failing is given up. */
  close(): Promise<void> {
    return (this.#closed ??= this.#shutdown());
  }

  async #shutdown(): Promise<void> {
    this.#stop.abort();
    await this.#committer.flush();
    await this.#session?.end();
    await this.#supervision;
    this.#health.forget();
  }

  #start(): Promise<ConsumerSession> {
    const { kafka } = this.#options;
    const stop = this.#stop.signal;
    return waitPatiently(() => this.#open(), {
      what: brokersText(kafka),
      code: 'KW_BUS_UNREACHABLE',
      logger: kafka.logger,
      limitMs: kafka.waitLimitMs,
      signal: kafka.signal === undefined ? stop : AbortSignal.any([kafka.signal, stop]),
      onWaiting: (detail) => {
        this.#health.set('down', detail);
      },
    });
  }

  async #open(): Promise<ConsumerSession> {
    const session = new ConsumerSession(
      this.#kafka,
      this.#options,
      (payload) => this.#work(payload),
      () => {
        this.#reassign();
      },
    );
    this.#session = session;
    try {
      await session.begin([...this.#handlers.keys()], this.#stop.signal);
    } catch (error) {
      await session.end();
      throw unreachable(this.#options.kafka, error);
    }
    this.#health.set('ok');
    return session;
  }

  async #supervise(first: ConsumerSession): Promise<void> {
    const { logger } = this.#options.kafka;
    const backoff = new Backoff({ firstMs: 200, maxMs: 5_000 });
    let session: ConsumerSession | undefined = first;
    for (;;) {
      const error = await session.ended;
      await session.end();
      if (this.#stop.signal.aborted) return;
      this.#health.set('down', error?.message);
      logger.warn({ error: error?.message }, 'the Kafka consumer stopped, starting another');
      await pause(backoff.next(), this.#stop.signal);
      session = await this.#reopen();
      if (session === undefined) return;
      logger.info('the Kafka consumer works again');
      backoff.reset();
    }
  }

  /** Undefined when the transport was closed meanwhile. */
  async #reopen(): Promise<ConsumerSession | undefined> {
    const { logger } = this.#options.kafka;
    try {
      return await waitPatiently(() => this.#open(), {
        what: brokersText(this.#options.kafka),
        code: 'KW_BUS_UNREACHABLE',
        logger,
        signal: this.#stop.signal,
        onWaiting: (detail) => {
          this.#health.set('down', detail);
        },
      });
    } catch (error) {
      if (this.#stop.signal.aborted) return undefined;
      throw error;
    }
  }

  async #work(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const { topic } = batch;
    const lost = (): boolean => !payload.isRunning() || payload.isStale();
    const last = batch.messages.at(-1);
    if (last === undefined || lost()) return;
    const beating = setInterval(() => {
      // A rebalance shows here first; the runner notices it too, after this batch.
      payload.heartbeat().catch(() => undefined);
    }, HEARTBEAT_MS);
    try {
      const incoming = { ...incomingBatch(batch), signal: this.#assignment.signal };
      const outcomes = await runBatch(incoming, {
        handler: this.#handlerOf(topic),
        publishDeadLetters: (letters) =>
          this.#options.deadLetters.publish(TOPICS.deadLetters, letters),
        retry: this.#options.retry ?? DEFAULT_RETRY,
        abandoned: () => lost() || this.#stop.signal.aborted,
        signal: this.#stop.signal,
        keepAlive: () => payload.heartbeat(),
        onFailure: (error, attempt, delayMs) => {
          this.#failed(payload, error, attempt, delayMs);
        },
        onDeadLetters: (outcomes) => {
          for (const outcome of outcomes) {
            if (outcome.outcome !== 'dead-letter') continue;
            this.#metrics.deadLetters.add(1, { topic, code: outcome.code });
          }
        },
        onRecovered: () => {
          this.#health.set('ok');
        },
      });
      if (outcomes === undefined) return;
      this.#follow(incoming, outcomes);
      payload.resolveOffset(last.offset);
      this.#committer.schedule(payload);
      // Nobody commits for a consumer that is on its way out.
      if (this.#stop.signal.aborted) await this.#committer.flush();
      this.#metrics.consumed.add(batch.messages.length, { topic });
    } finally {
      clearInterval(beating);
    }
  }

  /** Offsets go past a message that is decided later only when it is. */
  #follow(batch: MessageBatch, outcomes: readonly MessageOutcome[]): void {
    const { topic, partition } = batch;
    const { signal } = this.#assignment;
    const later = followLater(batch, outcomes, {
      publishDeadLetters: (letters) =>
        this.#options.deadLetters.publish(TOPICS.deadLetters, letters),
      retry: this.#options.retry ?? DEFAULT_RETRY,
      signal,
      onFailure: (error) => {
        const reason = error instanceof Error ? error.message : String(error);
        this.#health.set('degraded', `dead letters cannot be written: ${reason}`);
      },
      onDeadLetter: ({ code }) => {
        this.#metrics.deadLetters.add(1, { topic, code });
        this.#health.set('ok');
      },
      onDecided: ({ offset }) => {
        if (signal.aborted) return;
        this.#undecided.decide(topic, partition, offset);
        this.#committer.again();
      },
    });
    for (const { offset } of later) this.#undecided.add(topic, partition, offset);
  }

  #reassign(): void {
    this.#assignment.abort();
    this.#assignment = new AbortController();
    this.#undecided.clear();
    this.#committer.forget();
  }

  #handlerOf(topic: string): BatchHandler {
    const handler = this.#handlers.get(topic);
    if (handler !== undefined) return handler;
    throw new KeywardenError('KW_INTERNAL', `no handler for ${topic}`);
  }

  #failed({ batch }: EachBatchPayload, thrown: unknown, attempt: number, delayMs: number): void {
    const { topic, partition } = batch;
    const error = thrown instanceof Error ? thrown.message : String(thrown);
    this.#metrics.batchRetries.add(1, { topic });
    this.#health.set('degraded', `a batch of ${topic} fails: ${error}`);
    this.#options.kafka.logger.warn(
      { topic, partition, offset: batch.firstOffset(), attempt, delay_ms: delayMs, error },
      'a batch failed and will be repeated',
    );
  }
}
