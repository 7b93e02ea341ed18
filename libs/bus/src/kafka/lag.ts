import { metrics, type Gauge } from '@opentelemetry/api';
import type { Admin, Kafka } from 'kafkajs';
import { createClient, unreachable } from './client.js';
import type { KafkaOptions } from './options.js';

/** Where a group stands in one partition; offsets as numbers, exact up to 2^53. */
export interface PartitionLag {
  partition: number;
  /** Of the oldest message that is still there. */
  low: number;
  /** One past the newest message. */
  high: number;
  /** One past the last message that was worked off; undefined when none ever was. */
  committed: number | undefined;
}

export interface TopicLag {
  group: string;
  topic: string;
  partitions: PartitionLag[];
}

/** Which groups are asked for, and what they read. */
export interface LagQuestion {
  /** Asked for also while it does not exist. */
  group: string;
  topic: string;
}

/**
 * Reads how far consumer groups are behind, over one admin connection that is opened when it is first
 * needed and after each failure. Sets the gauge `keywarden.bus.consumer.lag`.
 */
export class KafkaLagReader {
  readonly #options: KafkaOptions;
  readonly #kafka: Kafka;
  readonly #gauge: Gauge;
  #admin: Admin | undefined;

  constructor(options: KafkaOptions) {
    this.#options = options;
    this.#kafka = createClient(options);
    this.#gauge = metrics.getMeter('keywarden.bus').createGauge('keywarden.bus.consumer.lag', {
      description: 'Messages of a topic that a consumer group has not worked off.',
    });
  }

  /**
   * Names of the consumer groups that exist, those without members too.
   *
   * @throws KeywardenError `KW_BUS_UNREACHABLE`, retryable.
   */
  groups(): Promise<string[]> {
    return this.#ask(async (admin) => {
      const { groups } = await admin.listGroups();
      return groups.map(({ groupId }) => groupId);
    });
  }

  /**
   * Where groups stand; a topic that does not exist is left out.
   *
   * @throws KeywardenError `KW_BUS_UNREACHABLE`, retryable.
   */
  read(questions: readonly LagQuestion[]): Promise<TopicLag[]> {
    return this.#ask(async (admin) => {
      const existing = new Set(await admin.listTopics());
      const lags: TopicLag[] = [];
      for (const { group, topic } of questions) {
        if (existing.has(topic)) lags.push(await this.#readOne(admin, group, topic));
      }
      return lags;
    });
  }

  /** Idempotent. */
  async close(): Promise<void> {
    const admin = this.#admin;
    this.#admin = undefined;
    await admin?.disconnect().catch(() => undefined);
  }

  async #readOne(admin: Admin, group: string, topic: string): Promise<TopicLag> {
    // First where the group is: the other way round, what is published in between would look worked off.
    const [committed] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    const ends = await admin.fetchTopicOffsets(topic);
    const positions = new Map(
      committed?.partitions.map(({ partition, offset }) => [partition, Number(offset)]),
    );
    const partitions = ends.map(({ partition, low, high }) => {
      const position = positions.get(partition) ?? -1;
      return {
        partition,
        low: Number(low),
        high: Number(high),
        committed: position < 0 ? undefined : position,
      };
    });
    const behind = partitions.map((at) =>
      Math.max(0, at.high - Math.max(at.low, at.committed ?? at.low)),
    );
    const messages = behind.reduce((sum, each) => sum + each, 0);
    this.#gauge.record(messages, { group, topic });
    return { group, topic, partitions };
  }

  async #ask<Answer>(question: (admin: Admin) => Promise<Answer>): Promise<Answer> {
    try {
      if (this.#admin === undefined) {
        this.#admin = this.#kafka.admin();
        await this.#admin.connect();
      }
      return await question(this.#admin);
    } catch (error) {
      await this.close();
      throw unreachable(this.#options, error);
    }
  }
}
