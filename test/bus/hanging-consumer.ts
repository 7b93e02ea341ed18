import { KafkaPublisher } from '@keywarden/bus';
import { KafkaBatchTransport } from '@keywarden/bus/nest';
import { pino } from 'pino';

const { bootstrap, topic, groupId } = JSON.parse(process.argv[2] ?? '{}') as Record<
  'bootstrap' | 'topic' | 'groupId',
  string
>;
const logger = pino({ level: 'silent' });
const kafka = { brokers: [bootstrap], clientId: 'hanging', logger };
const transport = new KafkaBatchTransport({
  kafka,
  groupId,
  deadLetters: new KafkaPublisher(kafka),
  sessionTimeoutMs: 6_000,
});
transport.addHandler(
  topic,
  () => {
    console.log('working');
    return new Promise<never>(() => undefined);
  },
  true,
);
transport.listen(() => undefined);
