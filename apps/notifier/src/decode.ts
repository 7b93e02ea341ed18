import type { IncomingMessage, MessageOutcome } from '@keywarden/bus';
import { parseAlert, toKeywardenError, type Alert } from '@keywarden/contracts';

export type Decoded =
  { alert: Alert } | { unreadable: Extract<MessageOutcome, { outcome: 'dead-letter' }> };

/** One message as an alert, or the dead letter that it becomes. Never throws. */
export function decode(message: IncomingMessage): Decoded {
  try {
    return { alert: parseAlert(message.value) };
  } catch (thrown) {
    const { code, where, message: text } = toKeywardenError(thrown, 'KW_MESSAGE_MALFORMED');
    const reason = where === undefined ? text : `${where}: ${text}`;
    return { unreadable: { outcome: 'dead-letter', code, reason } };
  }
}
