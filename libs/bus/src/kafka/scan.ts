import { randomUUID } from 'node:crypto';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { KeywardenError } from '@keywarden/contracts';
import type { IncomingMessage } from '../messages.js';
import { createClient, protocolErrorType, unreachable } from './client.js';
import { incomingBatch } from './incoming.js';
import type { KafkaOptions } from './options.js';

/** Offsets `from` (inclusive) to `to` (exclusive) of one partition. */
export interface ScanRange {
  partition: number;
  from: bigint;
  to: bigint;
}

export interface ScanRequest {
  topic: string;
  ranges: readonly ScanRange[];
  /**
   * Kafka wants a group to read; this prefix gets a random end, nothing is committed, and the group is
   * gone with its only member.
   */
  groupPrefix: string;
  /** Called in order of the offsets within a partition; the next message waits for it. */
  onMessage: (message: IncomingMessage) => void | Promise<void>;
}

/** Without a message for this long, ms, the brokers are taken for gone. */
const SILENCE_MS = 30_000;
const FETCH_WAIT_MS = 500;

/**
 * What a topic holds now, from the first message at or after a time.
 *
 * @param sinceMs ms since the epoch; absent: from the beginning
 * @returns one range per partition, none when the topic does not exist
 * @throws KeywardenError `KW_BUS_UNREACHABLE`
 */
export async function rangesOf(
  options: KafkaOptions,
  topic: string,
  sinceMs?: number,
): Promise<ScanRange[]> {
  const admin = createClient(options).admin();
  try {
    await admin.connect();
    const ends = await admin.fetchTopicOffsets(topic);
    const starts =
      sinceMs === undefined ? [] : await admin.fetchTopicOffsetsByTimestamp(topic, sinceMs);
    const startOf = new Map(starts.map(({ partition, offset }) => [partition, BigInt(offset)]));
    return ends.map(({ partition, low, high }) => {
      const first = BigInt(low);
      const start = startOf.get(partition) ?? first;
      return { partition, from: start > first ? start : first, to: BigInt(high) };
    });
  } catch (error) {
    if (protocolErrorType(error) === 'UNKNOWN_TOPIC_OR_PARTITION') return [];
    throw unreachable(options, error);
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

/**
 * Reads ranges of a topic once, and ends.
 *
 * @throws KeywardenError `KW_BUS_UNREACHABLE` when the brokers refuse or fall silent, and what
 *   `onMessage` throws
 */
export async function scan(options: KafkaOptions, request: ScanRequest): Promise<void> {
  const wanted = request.ranges.filter(({ from, to }) => from < to).map((range) => ({ ...range }));
  if (wanted.length === 0) return;
  const consumer = createClient(options).consumer({
    groupId: `${request.groupPrefix}-${randomUUID()}`,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    allowAutoTopicCreation: false,
    retry: { retries: 3, initialRetryTime: 100, restartOnFailure: () => Promise.resolve(false) },
  });
  try {
    await new Scan(consumer, request, wanted).run();
  } catch (error) {
    if (error instanceof KeywardenError) throw error;
    throw unreachable(options, error);
  } finally {
    await consumer.disconnect().catch(() => undefined);
  }
}

class Scan {
  readonly #consumer: Consumer;
  readonly #request: ScanRequest;
  readonly #open: Map<number, ScanRange>;
  readonly #done = Promise.withResolvers<undefined>();
  #silence: NodeJS.Timeout | undefined;

  constructor(consumer: Consumer, request: ScanRequest, ranges: readonly ScanRange[]) {
    this.#consumer = consumer;
    this.#request = request;
    this.#open = new Map(ranges.map((range) => [range.partition, range]));
  }

  async run(): Promise<void> {
    const { topic, ranges } = this.#request;
    const consumer = this.#consumer;
    this.#done.promise.catch(() => undefined);
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      this.#done.reject(payload.error);
    });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (payload) => this.#work(payload),
    });
    const idle = ranges.filter(({ partition }) => !this.#open.has(partition));
    this.#pause(idle.map(({ partition }) => partition));
    for (const { partition, from } of this.#open.values()) {
      consumer.seek({ topic, partition, offset: String(from) });
    }
    this.#listen();
    try {
      await this.#done.promise;
    } finally {
      clearTimeout(this.#silence);
    }
  }

  async #work(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    for (const message of incomingBatch(batch).messages) {
      const range = this.#open.get(batch.partition);
      if (range === undefined || payload.isStale()) return;
      const offset = BigInt(message.offset);
      if (offset >= range.from && offset < range.to) await this.#hand(message);
      payload.resolveOffset(message.offset);
      range.from = offset + 1n > range.from ? offset + 1n : range.from;
      if (range.from >= range.to) this.#finish(batch.partition);
      await payload.heartbeat();
    }
    this.#listen();
  }

  async #hand(message: IncomingMessage): Promise<void> {
    clearTimeout(this.#silence);
    try {
      await this.#request.onMessage(message);
    } catch (error) {
      this.#done.reject(error);
      throw error;
    }
  }

  #finish(partition: number): void {
    this.#open.delete(partition);
    this.#pause([partition]);
    if (this.#open.size === 0) this.#done.resolve(undefined);
  }

  #pause(partitions: number[]): void {
    if (partitions.length === 0) return;
    this.#consumer.pause([{ topic: this.#request.topic, partitions }]);
  }

  #listen(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      const seconds = String(SILENCE_MS / 1_000);
      this.#done.reject(new Error(`nothing came for ${seconds} s, the reading is not complete`));
    }, SILENCE_MS);
  }
}
