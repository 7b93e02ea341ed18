import { TOPICS } from '@keywarden/contracts';
import { kafkaConnection } from '@keywarden/platform';
import type { SinkDescription } from '@keywarden/routing';
import { z } from 'zod';
import { sinkName } from '../sink-name.js';
import { FORMATS } from './formats.js';

/** Topics that services of ours read: alerts sent there would come back as alerts. */
const OURS: readonly string[] = [TOPICS.alerts, TOPICS.events, TOPICS.deadLetters];

const topic = z
  .string()
  .regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/, 'must be a name that Kafka allows for a topic')
  .refine((name) => !OURS.includes(name), 'is a topic that Keywarden itself reads');

/** Each alert as a record of a topic, in the format that the receiver understands. */
export const kafkaSinkConfig = z
  .strictObject({
    type: z.literal('kafka'),
    name: sinkName.default('kafka'),
    /** Also tell when an incident is over. */
    send_resolved: z.boolean().default(true),
    topic: topic.default(TOPICS.findingsOcsf),
    format: z.enum(FORMATS).default('ocsf'),
    /** Attribute `source` of CloudEvents. */
    source: z.string().min(1).max(1_000).default('urn:keywarden'),
    /** Name of the cluster in the formats that have a field for it. */
    cluster: z.string().min(1).max(253).exactOptional(),
    /** Kafka of the sink's own; absent: the service's `kafka:` section. */
    brokers: kafkaConnection.brokers.exactOptional(),
    tls: kafkaConnection.tls,
    sasl: kafkaConnection.sasl,
    client_id: z.string().min(1).default('keywarden-sink'),
  })
  .refine(({ brokers, tls, sasl }) => brokers !== undefined || (tls ?? sasl) === undefined, {
    error: 'has tls or sasl without brokers; without brokers the kafka section is used',
  });

export type KafkaSinkConfig = z.output<typeof kafkaSinkConfig>;

export const kafkaDescription: SinkDescription = {
  type: 'kafka',
  style: 'stream',
  resolves: true,
};
