import {
  parseKernelEvent,
  toKeywardenError,
  type ErrorCode,
  type KernelEvent,
} from '@keywarden/contracts';
import { isPlainProcessEvent } from './process-event-check.js';

export type Decoded =
  | { kind: 'event'; event: KernelEvent }
  /** What the dead letter says; the reason names the first wrong field. */
  | { kind: 'unreadable'; code: ErrorCode; reason: string };

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** One message's bytes as an event, or why they are not one. Never throws. */
export function decode(value: Uint8Array): Decoded {
  try {
    return { kind: 'event', event: plainProcessEvent(value) ?? parseKernelEvent(value) };
  } catch (thrown) {
    const { code, where, message } = toKeywardenError(thrown, 'KW_MESSAGE_MALFORMED');
    return {
      kind: 'unreadable',
      code,
      reason: where === undefined ? message : `${where}: ${message}`,
    };
  }
}

/** Undefined for everything that the cheap check does not vouch for: the parser says what it is. */
function plainProcessEvent(value: Uint8Array): KernelEvent | undefined {
  try {
    const json: unknown = JSON.parse(utf8.decode(value));
    return isPlainProcessEvent(json) ? json : undefined;
  } catch {
    return undefined;
  }
}
