import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { IncomingMessage, MessageBatch } from '../messages.js';

const EMPTY = Buffer.alloc(0);

/** A kafkajs batch as the transport-neutral one. */
export function incomingBatch({
  topic,
  partition,
  messages,
}: EachBatchPayload['batch']): MessageBatch {
  return {
    topic,
    partition,
    messages: messages.map((message) => incoming(topic, partition, message)),
  };
}

function incoming(topic: string, partition: number, message: KafkaMessage): IncomingMessage {
  return {
    topic,
    partition,
    offset: message.offset,
    key: message.key,
    value: message.value ?? EMPTY,
    headers: textHeaders(message.headers ?? {}),
    timestampMs: Number(message.timestamp),
  };
}

function textHeaders(headers: NonNullable<KafkaMessage['headers']>): Record<string, string> {
  const entries: [string, string][] = [];
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) entries.push([name, first.toString()]);
  }
  // fromEntries defines own properties, so that a header named __proto__ is just a header.
  return Object.fromEntries(entries);
}
