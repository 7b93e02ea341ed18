import { testClient } from './admin.ts';
import { waitFor } from '../support/wait.ts';

export interface ReadRecord {
  readonly partition: number;
  readonly offset: string;
  readonly key: string | undefined;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** All records of a topic from its beginning, once there are at least `count`; in order by partition. */
export async function readTopic(
  bootstrap: string,
  topic: string,
  count: number,
): Promise<ReadRecord[]> {
  const groupId = `read-${topic}-${String(performance.now())}`;
  const consumer = testClient(bootstrap).consumer({ groupId, retry: { retries: 5 } });
  const records: ReadRecord[] = [];
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: ({ partition, message }) => {
        const headers = Object.entries(message.headers ?? {}).map(
          ([name, value]) => [name, [value].flat().at(0)?.toString() ?? ''] as const,
        );
        const { offset, key, value } = message;
        const record = { partition, offset, key: key?.toString(), value };
        records.push({ ...record, headers: Object.fromEntries(headers) });
        return Promise.resolve();
      },
    });
    await waitFor(() => records.length >= count, { what: `${String(count)} records of ${topic}` });
  } finally {
    await consumer.disconnect();
  }
  return records;
}
