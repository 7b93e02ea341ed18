import { octetCounted } from '@keywarden/formats';
import type { SyslogConfig } from './config.js';

/**
 * The bytes of messages on a stream: the length and a space before each (RFC 6587 section 3.4.1), or a
 * line feed after it (section 3.4.2), which no message contains.
 */
export function framed(messages: readonly Buffer[], framing: SyslogConfig['framing']): Buffer {
  const newline = Buffer.from('\n');
  return Buffer.concat(
    messages.flatMap((each) =>
      framing === 'octet-counting' ? [octetCounted(each)] : [each, newline],
    ),
  );
}
