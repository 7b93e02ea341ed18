import { toDeadLetter, type MessagePublisher, type OutgoingMessage } from '@keywarden/bus';
import { NOTIFICATION_ORIGIN, TOPICS } from '@keywarden/contracts';
import type { Logger } from '@keywarden/platform';
import type { LostNotification } from '@keywarden/routing';
import { deadLetterOf } from './dead-letter.js';

/** So many are remembered; one that was forgotten and is lost again is written again, with the same id. */
const MAX_KNOWN = 10_000;
/** Hexadecimal digits of an id that fit into an offset of Kafka, which has 63 bits. */
const OFFSET_DIGITS = 15;

/**
 * Makes dead letters of repeats, escalations and ends that nobody took. A receiver that stays away is
 * offered the same notification again and again: it is one letter.
 */
export class LostNotifications {
  readonly #publisher: MessagePublisher;
  readonly #logger: Logger;
  /** Oldest first. */
  readonly #known = new Map<string, Promise<boolean>>();

  constructor(publisher: MessagePublisher, logger: Logger) {
    this.#publisher = publisher;
    this.#logger = logger;
  }

  /** Never rejects. @returns false when the letter could not be written */
  async keep(lost: LostNotification): Promise<boolean> {
    const id = `${lost.receiver} ${lost.key}`;
    const kept = this.#known.get(id) ?? this.#write(lost);
    this.#known.delete(id);
    this.#known.set(id, kept);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MAX_KNOWN) break;
      this.#known.delete(oldest);
    }
    if (await kept) return true;
    this.#known.delete(id);
    return false;
  }

  async #write(lost: LostNotification): Promise<boolean> {
    try {
      await this.#publisher.publish(TOPICS.deadLetters, [letterOf(lost)]);
      return true;
    } catch (error) {
      const { receiver, key, reason } = lost;
      const detail = error instanceof Error ? error.message : String(error);
      this.#logger.warn(
        { sink: receiver, notification_id: key, reason, error: detail },
        'the dead letter of a notification cannot be written, it is tried again',
      );
      return false;
    }
  }
}

/** The letter has the alert that the notification is about; the headers say what was told with it. */
function letterOf({ receiver, key, reason, alert, settlement }: LostNotification): OutgoingMessage {
  return toDeadLetter(
    {
      topic: NOTIFICATION_ORIGIN,
      partition: 0,
      offset: String(BigInt(`0x${key.slice(0, OFFSET_DIGITS)}`)),
      key: Buffer.from(alert.incident_id),
      value: Buffer.from(JSON.stringify(alert)),
      headers: {},
      timestampMs: 0,
    },
    deadLetterOf([{ name: receiver, settlement }], { key, reason }),
  );
}
