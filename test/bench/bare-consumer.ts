/** The least a consumer can do: kafkajs `eachBatch` and JSON.parse. Arguments: broker, topic, group. */
import { Kafka, logLevel } from 'kafkajs';

const [broker = '', topic = '', groupId = ''] = process.argv.slice(2);
const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 500 });
consumer.on(consumer.events.GROUP_JOIN, () => {
  console.log('ready');
});
await consumer.connect();
await consumer.subscribe({ topics: [topic], fromBeginning: true });
await consumer.run({
  eachBatch: ({ batch }) => {
    for (const { value } of batch.messages) JSON.parse(value?.toString() ?? 'null');
    return Promise.resolve();
  },
});
