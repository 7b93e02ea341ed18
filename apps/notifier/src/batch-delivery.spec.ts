import type { MessageBatch, OutgoingMessage } from '@keywarden/bus';
import { DEAD_LETTER_HEADERS, type Alert } from '@keywarden/contracts';
import { createLogger, Health } from '@keywarden/platform';
import type { DeliveryResult, Notifications, Sink } from '@keywarden/routing';
import { MemoryDeliveryLog } from '@keywarden/state';
import { anAlert } from '@keywarden/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { BatchDelivery } from './batch-delivery.js';

const logger = createLogger({ service: 't', level: 'silent', format: 'json' });

class FakeSink implements Sink {
  readonly type = 'fake';
  readonly maxBatch = 1;
  readonly lingerMs = 0;
  readonly got: string[] = [];
  answer: (alert: Alert) => DeliveryResult = () => ({ outcome: 'delivered' });
  constructor(readonly name: string) {}
  deliver(notifications: Notifications): Promise<readonly DeliveryResult[]> {
    const results = notifications.map(({ alerts: [alert] }) => {
      const result = this.answer(alert);
      this.got.push(`${alert.id} ${result.outcome}`);
      return result;
    });
    return Promise.resolve(results);
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

const batchOf = (...values: (Alert | string)[]): MessageBatch => ({
  topic: 'keywarden.alerts.v1',
  partition: 3,
  messages: values.map((value, index) => ({
    topic: 'keywarden.alerts.v1',
    partition: 3,
    offset: String(index),
    key: Buffer.from('incident'),
    value: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
    headers: {},
    timestampMs: 0,
  })),
});

describe('BatchDelivery', () => {
  let good: FakeSink;
  let bad: FakeSink;
  let letters: OutgoingMessage[];
  let health: Health;
  let closing: AbortController;
  let delivery: BatchDelivery;

  beforeEach(() => {
    good = new FakeSink('good');
    bad = new FakeSink('bad');
    letters = [];
    health = new Health();
    closing = new AbortController();
    delivery = new BatchDelivery({
      sinks: [good, bad],
      concurrency: 4,
      logger,
      health,
      deadLetters: {
        publish: (_, messages) => {
          letters.push(...messages);
          return Promise.resolve();
        },
        connect: () => Promise.resolve(),
        close: () => Promise.resolve(),
      },
      ports: {
        log: new MemoryDeliveryLog(),
        policy: { maxAttempts: 3, maxElapsedMs: 60_000, firstDelayMs: 1, maxDelayMs: 1 },
        chance: () => 0,
        monotonicMs: () => 0,
        sleep: () => Promise.resolve(),
        closing: closing.signal,
        abandon: new AbortController().signal,
      },
    });
  });

  it('dead-letters what is no alert and delivers the rest', async () => {
    const outcomes = await delivery.handle(
      batchOf('garbage', anAlert({ id: 'a' }), '{"schema":"keywarden.alert/2"}'),
    );
    expect(outcomes).toMatchObject([
      { outcome: 'dead-letter', code: 'KW_MESSAGE_MALFORMED' },
      { outcome: 'ok' },
      { outcome: 'dead-letter', code: 'KW_MESSAGE_VERSION' },
    ]);
    expect(good.got).toEqual(['a delivered']);
  });

  it('gives up one sink with a dead letter of its name, the others are served', async () => {
    bad.answer = () => ({ outcome: 'retry', reason: 'HTTP 503' });
    const batch = batchOf(anAlert({ id: 'a' }));
    expect(await delivery.handle(batch)).toEqual([{ outcome: 'ok' }]);
    expect(good.got).toEqual(['a delivered']);
    expect(bad.got).toHaveLength(3);
    expect(letters).toHaveLength(1);
    expect(letters[0]?.value).toEqual(batch.messages[0]?.value);
    expect(letters[0]?.headers).toMatchObject({
      [DEAD_LETTER_HEADERS.sink]: 'bad',
      [DEAD_LETTER_HEADERS.code]: 'KW_SINK_UNAVAILABLE',
      [DEAD_LETTER_HEADERS.reason]: 'HTTP 503 (attempts: 3)',
    });
    expect(health.report()).toMatchObject({
      state: 'degraded',
      components: { 'sink good': { state: 'ok' }, 'sink bad': { state: 'degraded' } },
    });
  });

  it('repeats only what is missing when a batch comes again', async () => {
    bad.answer = () => {
      closing.abort();
      return { outcome: 'retry', reason: 'away' };
    };
    const batch = batchOf(anAlert({ id: 'a' }));
    await expect(delivery.handle(batch)).rejects.toMatchObject({ retryable: true });
    expect(letters).toEqual([]);
    Object.defineProperty(closing.signal, 'aborted', { value: false });
    bad.answer = () => ({ outcome: 'delivered' });
    expect(await delivery.handle(batch)).toEqual([{ outcome: 'ok' }]);
    expect(good.got).toEqual(['a delivered']);
    expect(bad.got).toEqual(['a retry', 'a delivered']);
  });

  it('shows a repeated alert once, and keeps the order within an incident', async () => {
    const one = anAlert({ id: '1', incident_id: 'i' });
    const two = anAlert({ id: '2', incident_id: 'i' });
    await delivery.handle(batchOf(one, two, one));
    expect(good.got).toEqual(['1 delivered', '2 delivered']);
  });
});
