import { Kafka, logLevel } from 'kafkajs';

export const PASSWORDS: Readonly<Record<string, string>> = {
  'keywarden-collector': 'c',
  'keywarden-detector': 'd',
  'keywarden-notifier': 'n',
  'soc-reader': 's',
  'keywarden-dead-letters': 'l',
};

/** A client of the test's own that logs in as one of the users. */
export function clientOf(bootstrap: string, username: string): Kafka {
  return new Kafka({
    clientId: username,
    brokers: [bootstrap],
    sasl: { mechanism: 'scram-sha-512', username, password: PASSWORDS[username] ?? '' },
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
  });
}

export type Verdict = 'allowed' | 'topic refused' | 'group refused';

/** Tries to write one record; any error but a refusal is thrown. */
export async function tryWrite(kafka: Kafka, topic: string): Promise<Verdict> {
  const producer = kafka.producer({ idempotent: true, retry: { retries: 1 } });
  try {
    await producer.connect();
    await producer.send({ topic, acks: -1, messages: [{ key: 'k', value: 'test' }] });
    return 'allowed';
  } catch (error) {
    return refusal(error);
  } finally {
    await producer.disconnect();
  }
}

/** Tries to read the first record as a member of a group; any error but a refusal is thrown. */
export async function tryRead(kafka: Kafka, topic: string, groupId: string): Promise<Verdict> {
  const consumer = kafka.consumer({
    groupId,
    allowAutoTopicCreation: false,
    retry: { retries: 0, restartOnFailure: () => Promise.resolve(false) },
  });
  const outcome = Promise.withResolvers<Verdict>();
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    try {
      outcome.resolve(refusal(payload.error));
    } catch (error) {
      outcome.reject(error);
    }
  });
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: () => {
        outcome.resolve('allowed');
        return Promise.resolve();
      },
    });
    return await outcome.promise;
  } catch (error) {
    return refusal(error);
  } finally {
    await consumer.disconnect();
  }
}

/** How kafkajs tells of a refusal. */
const REFUSALS: Readonly<Record<string, Verdict>> = {
  TOPIC_AUTHORIZATION_FAILED: 'topic refused',
  // A user that may write nowhere gets no producer id (KIP-679).
  CLUSTER_AUTHORIZATION_FAILED: 'topic refused',
  GROUP_AUTHORIZATION_FAILED: 'group refused',
  // The same when it asks for the coordinator: kafkajs tries all brokers and forgets why each refused.
  KafkaJSGroupCoordinatorNotFound: 'group refused',
};

function refusal(error: unknown): Verdict {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const type = 'type' in at ? String(at.type) : at.name;
    const verdict = REFUSALS[type];
    if (verdict !== undefined) return verdict;
  }
  throw error;
}
