import type { SinkDescription } from '@keywarden/routing';
import { jsonlDescription } from './jsonl/config.js';
import { kafkaDescription } from './kafka/config.js';
import { terminalDescription } from './terminal/config.js';
import { webhookDescription } from './webhook/config.js';

const DESCRIPTIONS: readonly SinkDescription[] = [
  jsonlDescription,
  kafkaDescription,
  terminalDescription,
  webhookDescription,
];

/** What is known of a type of sink; a type that nobody described is a stream. */
export function describeSink(type: string): SinkDescription {
  return (
    DESCRIPTIONS.find((description) => description.type === type) ?? {
      type,
      style: 'stream',
      resolves: false,
    }
  );
}
