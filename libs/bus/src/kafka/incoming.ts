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

/**
 * kafkajs collects repeated headers in an array, and takes what every object inherits (`__proto__`,
 * `constructor`) for a first occurrence: only bytes and strings come from the wire.
 */
function textHeaders(headers: NonNullable<KafkaMessage['headers']>): Record<string, string> {
  const entries: [string, string][] = [];
  for (const name of Object.keys(headers)) {
    const first: unknown = [headers[name]].flat().find(isText);
    if (isText(first)) entries.push([name, first.toString()]);
  }
  // fromEntries defines own properties, so that a header named __proto__ is just a header.
  return Object.fromEntries(entries);
}

function isText(value: unknown): value is Buffer | string {
  return typeof value === 'string' || Buffer.isBuffer(value);
}
