import type { OutgoingMessage } from '../messages.js';

/** Keeps a record batch well below the broker's default `message.max.bytes` of 1,048,588. */
const MAX_CHUNK_BYTES = 600_000;
const RECORD_OVERHEAD = 32;

/**
 * Splits messages, in order, into groups that fit one produce request. kafkajs makes one record
 * batch per partition of a request, and a broker refuses a batch that is too large as a whole. A
 * message that is larger alone gets a group of its own.
 */
export function* chunks(
  messages: readonly OutgoingMessage[],
  maxBytes: number = MAX_CHUNK_BYTES,
): Generator<readonly OutgoingMessage[]> {
  let chunk: OutgoingMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = sizeOf(message);
    if (chunk.length > 0 && bytes + size > maxBytes) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(message);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}

function sizeOf({ key, value, headers }: OutgoingMessage): number {
  let bytes = RECORD_OVERHEAD + value.length + (key === null ? 0 : Buffer.byteLength(key));
  for (const [name, text] of Object.entries(headers ?? {})) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(text) + 4;
  }
  return bytes;
}
