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

/** Messages whose alerts are kept for the next receiver. */
const MAX_KEPT = 1_000;

/**
 * Receivers read the same messages, each for itself and mostly at about the same time: an alert is parsed
 * and held once for all of them.
 */
export class SharedDecoder {
  /** Latest last. */
  readonly #kept = new Map<string, { value: Buffer; decoded: Decoded }>();

  decode(message: IncomingMessage): Decoded {
    const name = `${String(message.partition)}/${message.offset}`;
    const kept = this.#kept.get(name);
    // A topic that was made anew has the same offsets again.
    if (kept?.value.equals(message.value) === true) return kept.decoded;
    const decoded = decode(message);
    this.#kept.set(name, { value: message.value, decoded });
    if (this.#kept.size > MAX_KEPT) {
      const [oldest = name] = this.#kept.keys();
      this.#kept.delete(oldest);
    }
    return decoded;
  }
}
