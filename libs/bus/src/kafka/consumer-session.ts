import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';

export interface ConsumerTuning {
  /** Batches of different partitions worked at the same time; 1 unless told. */
  partitionsConsumedConcurrently?: number;
  /** Bytes of one partition in one batch; 1 MiB unless told. */
  maxBytesPerPartition?: number;
  /** The group gives a silent member's partitions to others after this time, ms; 30 s unless told. */
  sessionTimeoutMs?: number;
}

interface SessionOptions extends ConsumerTuning {
  groupId: string;
}

const HEARTBEAT_INTERVAL_MS = 3_000;
const MAX_FETCH_BYTES = 10_485_760;
/** How long a fetch waits at the broker for news: bounds the duration of an idle close. */
const FETCH_WAIT_MS = 500;

/** The life of one kafkajs consumer, from joining the group until it crashes or is ended. */
export class ConsumerSession {
  /** Settles when the consumer has crashed (with why) or was ended (undefined). Never rejects. */
  readonly ended: Promise<Error | undefined>;
  readonly #consumer: Consumer;
  readonly #concurrency: number;
  readonly #work: (payload: EachBatchPayload) => Promise<void>;
  readonly #settle: (error: Error | undefined) => void;
  #ending: Promise<void> | undefined;

  constructor(
    kafka: Kafka,
    options: SessionOptions,
    work: (payload: EachBatchPayload) => Promise<void>,
    onAssignment: () => void = () => undefined,
  ) {
    const sessionTimeout = options.sessionTimeoutMs ?? 30_000;
    this.#consumer = kafka.consumer({
      groupId: options.groupId,
      sessionTimeout,
      heartbeatInterval: Math.min(HEARTBEAT_INTERVAL_MS, Math.floor(sessionTimeout / 3)),
      maxBytesPerPartition: options.maxBytesPerPartition ?? 1_048_576,
      maxBytes: MAX_FETCH_BYTES,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      allowAutoTopicCreation: false,
      // The transport starts another consumer itself, so that no kind of crash is left to kafkajs.
      retry: { retries: 3, initialRetryTime: 100, restartOnFailure: () => Promise.resolve(false) },
    });
    this.#concurrency = options.partitionsConsumedConcurrently ?? 1;
    this.#work = work;
    const { promise, resolve } = Promise.withResolvers<Error | undefined>();
    this.ended = promise;
    this.#settle = resolve;
    this.#consumer.on(this.#consumer.events.REBALANCING, onAssignment);
    this.#consumer.on(this.#consumer.events.GROUP_JOIN, onAssignment);
    this.#consumer.on(this.#consumer.events.CRASH, ({ payload }) => {
      resolve(payload.error);
    });
  }

  /**
   * Resolves when the group has been joined.
   *
   * @throws what kafkajs throws when brokers or topics are missing, or an AbortError.
   */
  async begin(topics: string[], signal: AbortSignal): Promise<void> {
    const aborted = new Promise<never>((_, reject) => {
      const abort = (): void => {
        reject(new Error('closed while starting'));
      };
      if (signal.aborted) abort();
      signal.addEventListener('abort', abort, { once: true });
      void this.ended.then(() => {
        signal.removeEventListener('abort', abort);
      });
    });
    aborted.catch(() => undefined);
    await Promise.race([this.#join(topics), aborted]);
  }

  async #join(topics: string[]): Promise<void> {
    const consumer = this.#consumer;
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning: true });
    const joined = new Promise<void>((resolve) => {
      consumer.on(consumer.events.GROUP_JOIN, () => {
        resolve();
      });
    });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: this.#concurrency,
      eachBatch: this.#work,
    });
    // kafkajs's run() resolves even when joining failed; the crash event tells.
    const crash = await Promise.race([joined, this.ended]);
    if (crash instanceof Error) throw crash;
  }

  /** Idempotent: waits for the batch in work, commits, leaves the group, disconnects. */
  end(): Promise<void> {
    return (this.#ending ??= this.#disconnect());
  }

  async #disconnect(): Promise<void> {
    try {
      await this.#consumer.disconnect();
    } catch {
      // The connection was gone already; the group notices by its session timeout.
    }
    this.#settle(undefined);
  }
}
