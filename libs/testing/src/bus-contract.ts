import { DEAD_LETTER_HEADERS, TOPICS, type ErrorCode, type Topic } from '@keywarden/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './eventually.js';
import type { RecordedMessage } from './fakes.js';

/** Shapes of libs/bus, which this library may not import. */
export interface IncomingLike {
  topic: string;
  partition: number;
  offset: string;
  key: Buffer | null;
  value: Buffer;
  headers: Readonly<Record<string, string>>;
}
export interface BatchLike {
  topic: string;
  messages: readonly IncomingLike[];
}
export type OutcomeLike =
  { outcome: 'ok' } | { outcome: 'dead-letter'; code: ErrorCode; reason: string };
export type HandlerLike = (batch: BatchLike) => Promise<readonly OutcomeLike[]>;

export interface BusSubject {
  publish(topic: Topic, messages: readonly RecordedMessage[]): Promise<void>;
  /** A topic that nobody has used, with at least two partitions where the bus has partitions. */
  freshTopic(): Promise<Topic>;
  /** Starts a consumer of the topic's only group, behind the real transport. */
  consume(topic: Topic, handler: HandlerLike): Promise<{ close(): Promise<void> }>;
  close(): Promise<void>;
}

/** What every bus must do. */
export function describeBusContract(name: string, factory: () => Promise<BusSubject>): void {
  describe(`bus contract: ${name}`, () => {
    let bus: BusSubject;
    const letters: IncomingLike[] = [];
    beforeAll(async () => {
      bus = await factory();
      await bus.consume(TOPICS.deadLetters, (batch) => {
        letters.push(...batch.messages);
        return Promise.resolve(batch.messages.map(() => OK));
      });
    });
    afterAll(async () => {
      await bus.close();
    });

    it('delivers everything, in order for each key', async () => {
      const topic = await bus.freshTopic();
      const got: IncomingLike[] = [];
      const consumer = await bus.consume(topic, collect(got));
      const sent = Array.from({ length: 300 }, (_, at) => text(`k${String(at % 7)}`, String(at)));
      const parts = [sent.slice(0, 1), sent.slice(1, 120), sent.slice(120)];
      await Promise.all(parts.map((part) => bus.publish(topic, part)));
      await eventually('300 messages', () => got.length >= 300);
      await consumer.close();
      expect(got).toHaveLength(300);
      for (const key of new Set(sent.map((message) => message.key))) {
        const values = got.filter((one) => one.key?.toString() === key).map(numberOf);
        expect(values).toEqual(values.toSorted((a, b) => a - b));
      }
    });

    it('sends a poison message to the dead letters with bytes and reason, and goes on', async () => {
      const topic = await bus.freshTopic();
      const poison = Buffer.from([0, 255, 254, 10, 123, 195, 40]);
      const key = Buffer.from([128, 0, 10]);
      const headers = { traceparent: 'x', [DEAD_LETTER_HEADERS.sink]: 'forged' };
      const done: string[] = [];
      const consumer = await bus.consume(topic, (batch) =>
        Promise.resolve(
          batch.messages.map(({ value }): OutcomeLike => {
            if (!value.equals(poison)) {
              done.push(value.toString());
              return OK;
            }
            const reason = 'not JSON:\n"\u001b[31m"';
            return { outcome: 'dead-letter', code: 'KW_MESSAGE_MALFORMED', reason };
          }),
        ),
      );
      await bus.publish(topic, [
        text('a', 'before'),
        { key, value: poison, headers },
        text('a', 'after'),
      ]);
      await eventually('the messages around the poison', () => done.length >= 2);
      const letter = await eventually('the dead letter', () =>
        letters.find((one) => one.headers[DEAD_LETTER_HEADERS.topic] === topic),
      );
      await consumer.close();
      expect(done).toEqual(['before', 'after']);
      expect(letter.value.equals(poison)).toBe(true);
      expect(letter.key?.equals(key)).toBe(true);
      expect(letter.headers).toMatchObject({
        traceparent: 'x',
        [DEAD_LETTER_HEADERS.reason]: 'not JSON:\n"\u001b[31m"',
        [DEAD_LETTER_HEADERS.code]: 'KW_MESSAGE_MALFORMED',
      });
      expect(letter.headers[DEAD_LETTER_HEADERS.offset]).toMatch(/^\d+$/);
      expect(letter.headers).not.toHaveProperty(DEAD_LETTER_HEADERS.sink);
    });

    it('repeats a batch whose handler throws or answers for too few messages', async () => {
      const topic = await bus.freshTopic();
      const got: IncomingLike[] = [];
      const tries: string[][] = [];
      const consumer = await bus.consume(topic, async (batch) => {
        tries.push(batch.messages.map(({ offset }) => offset));
        if (tries.length === 1) throw new Error('the database is away');
        if (tries.length === 2) return [];
        return collect(got)(batch);
      });
      await bus.publish(topic, [text('a', '1'), text('a', '2')]);
      await eventually('both messages', () => got.length >= 2);
      await consumer.close();
      expect(got.map(numberOf)).toEqual([1, 2]);
      expect(tries[1]).toEqual(tries[0]);
    });

    it('gives what a closed consumer had not finished to the next one', async () => {
      const topic = await bus.freshTopic();
      let failures = 0;
      const broken = await bus.consume(topic, () => {
        failures += 1;
        return Promise.reject(new Error('never works'));
      });
      await bus.publish(topic, [text('a', '1'), text('a', '2')]);
      await eventually('two failures', () => failures >= 2);
      await broken.close();
      const got: IncomingLike[] = [];
      const next = await bus.consume(topic, collect(got));
      await eventually('both messages', () => got.length >= 2);
      await next.close();
      expect(got.map(numberOf)).toEqual([1, 2]);
    });

    it('finishes and commits the batch in work when it is closed, also when closed twice', async () => {
      const topic = await bus.freshTopic();
      const gate = Promise.withResolvers<undefined>();
      let started = false;
      let finished = false;
      const consumer = await bus.consume(topic, async (batch) => {
        started = true;
        await gate.promise;
        finished = true;
        return batch.messages.map(() => OK);
      });
      await bus.publish(topic, [text('a', '1')]);
      await eventually('the handler', () => started);
      const closing = consumer.close().then(() => finished);
      const again = consumer.close();
      gate.resolve(undefined);
      expect(await closing).toBe(true);
      await again;
      const got: IncomingLike[] = [];
      const next = await bus.consume(topic, collect(got));
      await bus.publish(topic, [text('a', '2')]);
      await eventually('the second message', () => got.length >= 1);
      await next.close();
      expect(got.map(numberOf)).toEqual([2]);
    });

    it('carries hostile keys, headers and values exactly', async () => {
      const topic = await bus.freshTopic();
      const got: IncomingLike[] = [];
      const consumer = await bus.consume(topic, collect(got));
      const headers = JSON.parse(
        '{"__proto__":"p","constructor":"c","":"empty","é\\n":"\\u001b[31m","k":""}',
      ) as Record<string, string>;
      const binary = Buffer.from(Uint8Array.from({ length: 256 }, (_, at) => at));
      const sent: RecordedMessage[] = [
        { key: null, value: binary, headers },
        { key: binary, value: Buffer.alloc(0) },
        { key: '', value: Buffer.from('x') },
      ];
      for (const message of sent) await bus.publish(topic, [message]);
      await eventually('three messages', () => got.length >= 3);
      await consumer.close();
      const [first, second, third] = [256, 0, 1].map((length) =>
        got.find(({ value }) => value.length === length),
      );
      expect(first?.key).toBeNull();
      expect(first?.value.equals(binary)).toBe(true);
      expect(Object.entries(first?.headers ?? {})).toEqual(
        expect.arrayContaining(Object.entries(headers)),
      );
      expect(second?.key?.equals(binary)).toBe(true);
      expect(third?.key?.length).toBe(0);
    });
  });
}

const OK: OutcomeLike = { outcome: 'ok' };

function text(key: string, value: string): RecordedMessage {
  return { key, value: Buffer.from(value) };
}

function numberOf({ value }: IncomingLike): number {
  return Number(value.toString());
}

function collect(into: IncomingLike[]): HandlerLike {
  return (batch) => {
    into.push(...batch.messages);
    return Promise.resolve(batch.messages.map(() => OK));
  };
}
