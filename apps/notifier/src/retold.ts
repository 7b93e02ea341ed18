import type { IncomingMessage } from '@keywarden/bus';
import { REPLAY_HEADERS } from '@keywarden/contracts';
import { MADE_UP_REASONS, nothingFurther, type Item } from '@keywarden/routing';

/**
 * What a message tells again when `keywarden dead-letters replay` made it of a notification that came from no
 * topic: under the notification's own id, since the receiver has heard of the alert before.
 *
 * @returns undefined for an alert that stands for itself
 */
export function retold({
  headers,
  timestampMs,
}: IncomingMessage): Pick<Item, 'key' | 'reason' | 'resolution'> | undefined {
  const key = headers[REPLAY_HEADERS.notification] ?? '';
  const reason = MADE_UP_REASONS.find((one) => one === headers[REPLAY_HEADERS.notificationReason]);
  if (key === '' || reason === undefined || headers[REPLAY_HEADERS.sink] === undefined) {
    return undefined;
  }
  const isEnd = reason === 'resolved';
  return { key, reason, ...(isEnd ? { resolution: nothingFurther(timestampMs) } : {}) };
}
