import { TOPICS, type Topic } from '@keywarden/contracts';
import { describeBusContract, eventually } from '@keywarden/testing';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { MessageBatch, OutgoingMessage } from '../messages.js';
import { InProcessBus } from './bus.js';
import { InProcessTransport } from './transport.js';

const logger = pino({ level: 'silent' });
const ok = (batch: MessageBatch) =>
  Promise.resolve(batch.messages.map(() => ({ outcome: 'ok' as const })));

describeBusContract('in process', () => {
  const bus = new InProcessBus({ logger, maxBatch: 50 });
  const publisher = bus.publisher();
  let topics = 0;
  return Promise.resolve({
    publish: (topic, messages) => publisher.publish(topic, messages),
    freshTopic: () => Promise.resolve(`contract-${String((topics += 1))}` as Topic),
    consume: async (topic, handler) => {
      const transport = new InProcessTransport({
        bus,
        deadLetters: publisher,
        retry: { firstMs: 5, maxMs: 20 },
      });
      transport.addHandler(topic, handler, true);
      await new Promise<void>((resolve, reject) => {
        transport.listen((error) => {
          if (error === undefined) resolve();
          else reject(error);
        });
      });
      return transport;
    },
    close: () => bus.close(),
  });
});

describe('InProcessBus', () => {
  const message = (value: string): OutgoingMessage => ({ key: null, value: Buffer.from(value) });

  it('makes publish wait while a topic is full, and drain wait for handlers in a chain', async () => {
    const bus = new InProcessBus({ logger, capacity: 2, maxBatch: 1 });
    const publisher = bus.publisher();
    let accepted = false;
    const publishing = publisher
      .publish(TOPICS.events, ['1', '2', '3', '4'].map(message))
      .then(() => (accepted = true));
    await new Promise(setImmediate);
    expect(accepted).toBe(false);
    const seen: string[] = [];
    bus.subscribe(TOPICS.events, {
      deadLetters: publisher,
      handler: async (batch) => {
        await publisher.publish(TOPICS.alerts, batch.messages);
        return ok(batch);
      },
    });
    bus.subscribe(TOPICS.alerts, {
      deadLetters: publisher,
      handler: async (batch) => {
        await new Promise(setImmediate);
        seen.push(...batch.messages.map(({ value }) => value.toString()));
        return ok(batch);
      },
    });
    await publishing;
    await bus.drain();
    expect(seen).toEqual(['1', '2', '3', '4']);
    await bus.close();
  });

  it('names what is left when the drain deadline passes, and refuses after close', async () => {
    const bus = new InProcessBus({ logger });
    const publisher = bus.publisher();
    bus.subscribe(TOPICS.alerts, {
      deadLetters: publisher,
      handler: () => Promise.reject(new Error('away')),
    });
    await publisher.publish(TOPICS.alerts, [message('1')]);
    await expect(bus.drain({ deadlineMs: 30 })).rejects.toMatchObject({
      code: 'KW_BUS_PUBLISH',
      message: expect.stringContaining('keywarden.alerts.v1: 1') as string,
    });
    await bus.close();
    await expect(publisher.publish(TOPICS.alerts, [message('2')])).rejects.toMatchObject({
      code: 'KW_BUS_PUBLISH',
    });
  });

  it('keeps the latest dead letters when nobody subscribed to them', async () => {
    const bus = new InProcessBus({ logger });
    const publisher = bus.publisher();
    const letters = Array.from({ length: 150 }, (_, at) => message(String(at)));
    await publisher.publish(TOPICS.deadLetters, letters);
    expect(bus.unreadDeadLetters).toHaveLength(100);
    expect(bus.unreadDeadLetters.at(-1)?.value.toString()).toBe('149');
    await bus.close();
  });

  it('refuses a second subscriber while the first is open', async () => {
    const bus = new InProcessBus({ logger });
    const options = { handler: ok, deadLetters: bus.publisher() };
    const first = bus.subscribe(TOPICS.events, options);
    expect(() => bus.subscribe(TOPICS.events, options)).toThrow(/two subscribers/);
    await first.close();
    await bus.subscribe(TOPICS.events, options).close();
    await bus.close();
  });

  it('ends a publisher that waits for room when it is closed', async () => {
    const bus = new InProcessBus({ logger, capacity: 1 });
    const waiting = bus.publisher().publish(TOPICS.events, [message('1'), message('2')]);
    const ended = waiting.then(
      () => 'published',
      () => 'refused',
    );
    await eventually('the queue', () => true);
    await bus.close();
    expect(await ended).toBe('refused');
  });
});
