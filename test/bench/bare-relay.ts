/** One hop: whatever comes on the first topic goes out on the second. Arguments: broker, from, to. */
import { Kafka, logLevel, Partitioners } from 'kafkajs';

const [broker = '', from = '', to = ''] = process.argv.slice(2);
const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
const producer = kafka.producer({
  idempotent: true,
  maxInFlightRequests: 1,
  createPartitioner: Partitioners.DefaultPartitioner,
});
const consumer = kafka.consumer({ groupId: 'bench-relay' });
consumer.on(consumer.events.GROUP_JOIN, () => {
  console.log('ready');
});
await producer.connect();
await consumer.connect();
await consumer.subscribe({ topics: [from], fromBeginning: true });
await consumer.run({
  eachBatch: async ({ batch }) => {
    const messages = batch.messages.map(({ key, value }) => ({ key, value }));
    await producer.send({ topic: to, messages, acks: -1 });
  },
});
