import { Kafka, logLevel } from 'kafkajs';
import { waitFor } from '../support/wait.ts';

export interface TopicSpec {
  readonly topic: string;
  /** 1 unless told. */
  readonly partitions?: number;
  readonly config?: Readonly<Record<string, string>>;
}

/** A client for the tests' own doings; it logs nothing, because its callers wait for readiness by failing. */
export function testClient(bootstrap: string): Kafka {
  return new Kafka({
    clientId: 'keywarden-test',
    brokers: [bootstrap],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2_000,
    requestTimeout: 10_000,
    retry: { retries: 0 },
  });
}

/**
 * Waits until metadata and the group coordinator answer. Asking for the coordinator makes the broker
 * create its offsets topic, which otherwise costs the first consumer several seconds.
 */
export async function untilReady(bootstrap: string, gone: () => boolean): Promise<void> {
  await waitFor(
    async () => {
      if (gone()) {
        return { ready: false };
      }
      const admin = testClient(bootstrap).admin();
      try {
        await admin.connect();
        const { brokers } = await admin.describeCluster();
        await admin.fetchOffsets({ groupId: 'keywarden-test-readiness' });
        return brokers.length > 0 ? { ready: true } : undefined;
      } finally {
        await admin.disconnect();
      }
    },
    { what: `the Kafka broker at ${bootstrap} to answer`, deadlineMs: 120_000, intervalMs: 150 },
  ).then(({ ready }) => {
    if (!ready) {
      throw new Error('the broker process ended before it answered');
    }
  });
}

/** Creates the topics that do not exist and waits until each partition has a leader. */
export async function createTopics(bootstrap: string, topics: readonly TopicSpec[]): Promise<void> {
  if (topics.length === 0) {
    return;
  }
  const admin = testClient(bootstrap).admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const wanted = topics.filter(({ topic }) => !existing.has(topic));
    await admin.createTopics({
      waitForLeaders: false,
      topics: wanted.map(({ topic, partitions = 1, config = {} }) => ({
        topic,
        numPartitions: partitions,
        configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
      })),
    });
    const names = wanted.map(({ topic }) => topic);
    await waitFor(
      async () => {
        const { topics: described } = await admin.fetchTopicMetadata({ topics: names });
        return described.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0));
      },
      { what: `leaders of the topics ${names.join(', ')}`, deadlineMs: 30_000 },
    );
  } finally {
    await admin.disconnect();
  }
}
