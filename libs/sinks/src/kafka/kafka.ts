import { publishFault, type KafkaPublisher, type OutgoingMessage } from '@keywarden/bus';
import { FINDING_HEADERS } from '@keywarden/contracts';
import type { DeliveryResult, Notification, Notifications, Sink } from '@keywarden/routing';
import { oneByOne, sameForAll } from '../shared/batch.js';
import { alertOf } from '../stream/alert-of.js';
import type { Encoder } from './formats.js';
import { recordTrace } from './trace-header.js';

/** What the sink needs of a publisher: to any topic, and giving up at the first failure. */
export type RecordPublisher = Pick<KafkaPublisher, 'publish' | 'close'>;

export interface KafkaSinkSettings {
  name: string;
  topic: string;
  encode: Encoder;
}

/**
 * Publishes each alert as a record, acknowledged by all in-sync replicas. Records of one incident have
 * one key, so they keep their order. A batch of which something was refused for good is sent again
 * record by record, to find out what.
 */
export class KafkaSink implements Sink {
  readonly type = 'kafka';
  readonly name: string;
  readonly maxBatch = 500;
  readonly keepsOrder = true;
  readonly lingerMs = 50;
  readonly #settings: KafkaSinkSettings;
  readonly #publisher: RecordPublisher;

  /** @param publisher closed with the sink */
  constructor(settings: KafkaSinkSettings, publisher: RecordPublisher) {
    this.name = settings.name;
    this.#settings = settings;
    this.#publisher = publisher;
  }

  async deliver(
    notifications: Notifications,
    signal: AbortSignal,
  ): Promise<readonly DeliveryResult[]> {
    const together = await this.#attempt(notifications, signal);
    if (together.outcome !== 'rejected' || notifications.length === 1) {
      return sameForAll(notifications, together);
    }
    return oneByOne(notifications, (one) => this.#attempt([one], signal));
  }

  async close(): Promise<void> {
    await this.#publisher.close();
  }

  async #attempt(notifications: Notifications, signal: AbortSignal): Promise<DeliveryResult> {
    if (signal.aborted) return { outcome: 'retry', reason: 'told to give up' };
    const { topic } = this.#settings;
    const records = notifications.flatMap((notification) => this.#recordOf(notification) ?? []);
    if (records.length === 0) {
      return { outcome: 'delivered', answer: 'nothing to send: the format knows no resolution' };
    }
    const gaveUp = Promise.withResolvers<DeliveryResult>();
    const giveUp = (): void => {
      gaveUp.resolve({ outcome: 'retry', reason: 'told to give up' });
    };
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      return await Promise.race([this.#publish(topic, records), gaveUp.promise]);
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  async #publish(topic: string, records: readonly OutgoingMessage[]): Promise<DeliveryResult> {
    try {
      await this.#publisher.publish(topic, records);
      return { outcome: 'delivered', answer: `acknowledged in ${topic}` };
    } catch (error) {
      const { permanent, reason } = publishFault(error);
      return { outcome: permanent ? 'rejected' : 'retry', reason: `${topic}: ${reason}` };
    }
  }

  #recordOf(notification: Notification): OutgoingMessage | undefined {
    const alert = alertOf(notification);
    const trace = recordTrace(alert);
    const encoded = this.#settings.encode(notification, trace);
    if (encoded === undefined) return undefined;
    return {
      key: notification.incident_id,
      value: encoded.value,
      headers: {
        ...trace,
        ...encoded.headers,
        [FINDING_HEADERS.alertId]: alert.id,
        [FINDING_HEADERS.status]: notification.status,
      },
    };
  }
}
