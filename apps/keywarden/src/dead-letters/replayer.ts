import type { IncomingMessage, KafkaPublisher, OutgoingMessage } from '@keywarden/bus';
import {
  DEAD_LETTER_HEADERS,
  KeywardenError,
  REPLAY_HEADERS,
  REPLAYED_MARKER_HEADER,
  TOPICS,
} from '@keywarden/contracts';
import { returnTopic, sinksOf, type Letter } from './letter.js';

/** Topics that a letter may go back to. A header is easily forged, and replay may write elsewhere too. */
const RETURNABLE: readonly string[] = [TOPICS.events, TOPICS.alerts];
const OURS = new Set<string>([
  ...Object.values(DEAD_LETTER_HEADERS),
  ...Object.values(REPLAY_HEADERS),
]);
/** Letters in one round: at most so many are replayed again when the process dies in the middle. */
const ROUND_LETTERS = 50;
const ROUND_BYTES = 4_000_000;

/** @throws KeywardenError `KW_USAGE` when the letter is from a topic that nobody of ours reads */
export function refuseForeign(letter: Letter): void {
  if (RETURNABLE.includes(returnTopic(letter))) return;
  throw new KeywardenError('KW_USAGE', 'the letter is not from a topic that Keywarden reads', {
    where: letter.ref,
    hint: `Letters go back to ${RETURNABLE.join(' or ')} only.`,
  });
}

/**
 * The message as it was: key, bytes and headers, and from which letter; once for each of its sinks. A repeat,
 * an escalation or an end keeps its own id: the sink has heard of the alert before.
 */
export function replaysOf(letter: Letter, message: IncomingMessage): OutgoingMessage[] {
  const kept = Object.entries(message.headers).filter(([name]) => !OURS.has(name));
  const headers: Record<string, string> = {
    ...Object.fromEntries(kept),
    [REPLAY_HEADERS.from]: letter.ref,
  };
  if (letter.notification !== undefined) {
    headers[REPLAY_HEADERS.notification] = letter.notification.id;
    headers[REPLAY_HEADERS.notificationReason] = letter.notification.reason;
  }
  const { key, value } = message;
  const sinks = sinksOf(letter);
  if (sinks.length === 0) return [{ key, value, headers }];
  return sinks.map((sink) => ({
    key,
    value,
    headers: { ...headers, [REPLAY_HEADERS.sink]: sink },
  }));
}

/** The record that remembers a replay. */
export function markerOf({ ref, topic, sink }: Letter): OutgoingMessage {
  return {
    key: ref,
    value: Buffer.from(JSON.stringify({ replayed: ref, topic, ...(sink && { sink }) })),
    headers: { [REPLAYED_MARKER_HEADER]: ref },
  };
}

/**
 * Publishes letters again in rounds: first the messages, then, when Kafka has them, the markers. Whoever
 * dies between the two repeats a round, which receivers recognise by the alert's id.
 */
export class Replayer {
  /** Letters that Kafka has acknowledged. */
  done = 0;
  readonly #publisher: KafkaPublisher;
  #round: { letter: Letter; messages: OutgoingMessage[] }[] = [];
  #bytes = 0;

  constructor(publisher: KafkaPublisher) {
    this.#publisher = publisher;
  }

  /** @throws KeywardenError `KW_BUS_PUBLISH`, and `KW_USAGE` of {@link refuseForeign} */
  async add(letter: Letter, message: IncomingMessage): Promise<void> {
    refuseForeign(letter);
    this.#round.push({ letter, messages: replaysOf(letter, message) });
    this.#bytes += letter.bytes;
    if (this.#round.length >= ROUND_LETTERS || this.#bytes >= ROUND_BYTES) await this.flush();
  }

  /** @throws KeywardenError `KW_BUS_PUBLISH` */
  async flush(): Promise<void> {
    const round = this.#round;
    this.#round = [];
    this.#bytes = 0;
    for (const topic of RETURNABLE) {
      const part = round.filter(({ letter }) => returnTopic(letter) === topic);
      if (part.length === 0) continue;
      await this.#publisher.publish(
        topic,
        part.flatMap(({ messages }) => messages),
      );
      const markers = part.map(({ letter }) => markerOf(letter));
      await this.#publisher.publish(TOPICS.deadLetters, markers);
      this.done += part.length;
    }
  }
}
