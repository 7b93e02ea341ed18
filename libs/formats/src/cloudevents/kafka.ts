import type { KeywardenCloudEvent } from './event.js';

/** A Kafka record. Header values are UTF-8 text. */
export interface KafkaRecord {
  key: string;
  value: Buffer;
  headers: Record<string, string>;
}

/**
 * Binary content mode (Kafka protocol binding 1.0.2, section 3.2): the attributes are headers, `ce_`
 * before their names, and the value is the data alone. The key is `partitionkey` (section 3.1).
 */
export function toKafkaBinary(event: KeywardenCloudEvent): KafkaRecord {
  const { data, datacontenttype, ...attributes } = event;
  const headers: Record<string, string> = { 'content-type': datacontenttype };
  for (const [name, value] of Object.entries(attributes)) headers[`ce_${name}`] = String(value);
  return { key: event.partitionkey, value: Buffer.from(JSON.stringify(data)), headers };
}

/** Structured content mode (section 3.3): the value is the whole event as JSON. */
export function toKafkaStructured(event: KeywardenCloudEvent): KafkaRecord {
  return {
    key: event.partitionkey,
    value: Buffer.from(JSON.stringify(event)),
    headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' },
  };
}
