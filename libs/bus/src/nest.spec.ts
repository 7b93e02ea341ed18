import 'reflect-metadata';
import { Controller, Module, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { TOPICS } from '@keywarden/contracts';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { InProcessBus } from './in-process/bus.js';
import { InProcessTransport } from './in-process/transport.js';
import type { MessageBatch, MessageOutcome } from './messages.js';
import { startMicroservice } from './microservice.js';
import { RethrowFilter } from './rethrow-filter.js';

const seen: string[] = [];
let failures = 1;

@Controller()
@UseFilters(RethrowFilter)
class EventsController {
  @EventPattern(TOPICS.events)
  handle(@Payload() batch: MessageBatch): Promise<readonly MessageOutcome[]> {
    failures -= 1;
    if (failures >= 0) return Promise.reject(new Error('Redis is away'));
    seen.push(...batch.messages.map(({ value }) => value.toString()));
    return Promise.resolve(batch.messages.map(() => ({ outcome: 'ok' })));
  }
}

@Module({ controllers: [EventsController] })
class EventsModule {}

describe('a transport under NestJS', () => {
  it('hands batches to the controller and learns why it failed', async () => {
    const logger = pino({ level: 'silent' });
    const bus = new InProcessBus({ logger });
    const heard: (string | undefined)[] = [];
    const publisher = bus.publisher();
    const strategy = new InProcessTransport({
      bus,
      deadLetters: publisher,
      retry: { firstMs: 1, maxMs: 2 },
      onHealth: (_, detail) => heard.push(detail),
    });
    const app = await startMicroservice(EventsModule, { strategy, logger });
    await publisher.publish(TOPICS.events, [{ key: 'n', value: Buffer.from('x') }]);
    await bus.drain();
    await app.close();
    await bus.close();
    expect(seen).toEqual(['x']);
    expect(heard).toEqual([
      undefined,
      'a batch of keywarden.events.v1 fails: Redis is away',
      undefined,
    ]);
  });
});
