import type { SyslogConfig } from './config.js';

const LINE_FEED = 0x0a;
const SPACE = 0x20;

/**
 * The bytes of messages on a stream: the length and a space before each (RFC 6587 section 3.4.1), or a
 * line feed after it (3.4.2). In the second form a line feed of the message becomes a space, since it
 * would begin a message that an attacker wrote.
 */
export function framed(messages: readonly Buffer[], framing: SyslogConfig['framing']): Buffer {
  const parts = messages.map((message) => {
    if (framing === 'octet-counting') {
      return Buffer.concat([Buffer.from(`${String(message.length)} `), message]);
    }
    const line = Buffer.alloc(message.length + 1, LINE_FEED);
    for (const [at, byte] of message.entries()) line[at] = byte === LINE_FEED ? SPACE : byte;
    return line;
  });
  return Buffer.concat(parts);
}
