import { TOPICS, type Topic } from '@keywarden/contracts';
import type { Admin, Kafka } from 'kafkajs';
import { waitPatiently } from '../patience.js';
import { brokersText, createClient, unreachable } from './client.js';
import type { KafkaOptions } from './options.js';

export interface TopicLayout {
  partitions: number;
  replication: number;
}

/** Twice the default, so that a message which just fits its topic still fits with its reason. */
const DEAD_LETTER_MAX_BYTES = 2_097_152;

/**
 * Creates the topics of {@link TOPICS} that do not exist and waits until each has leaders; existing
 * ones stay as they are. Waits for the brokers as the publisher does.
 *
 * @throws KeywardenError `KW_BUS_UNREACHABLE` when the wait limit is over or the signal aborted.
 */
export async function ensureTopics(options: KafkaOptions, layout: TopicLayout): Promise<void> {
  const kafka = createClient(options);
  const { logger, waitLimitMs } = options;
  await waitPatiently(() => create(options, kafka, layout), {
    what: brokersText(options),
    code: 'KW_BUS_UNREACHABLE',
    logger,
    limitMs: waitLimitMs,
    signal: options.signal ?? new AbortController().signal,
    onWaiting: (detail) => options.onHealth?.('down', detail),
  });
}

async function create(options: KafkaOptions, kafka: Kafka, layout: TopicLayout): Promise<void> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    await createMissing(admin, layout);
  } catch (error) {
    throw unreachable(options, error);
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

async function createMissing(admin: Admin, layout: TopicLayout): Promise<void> {
  const existing = new Set(await admin.listTopics());
  const missing = Object.values(TOPICS).filter((topic) => !existing.has(topic));
  if (missing.length === 0) return;
  await admin.createTopics({
    waitForLeaders: true,
    topics: missing.map((topic) => ({
      topic,
      numPartitions: layout.partitions,
      replicationFactor: layout.replication,
      configEntries: entriesOf(topic),
    })),
  });
}

function entriesOf(topic: Topic): { name: string; value: string }[] {
  if (topic !== TOPICS.deadLetters) return [];
  return [{ name: 'max.message.bytes', value: String(DEAD_LETTER_MAX_BYTES) }];
}
