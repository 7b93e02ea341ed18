import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { MessageBatch, MessageOutcome } from '@keywarden/bus';
import { RethrowFilter } from '@keywarden/bus/nest';
import { TOPICS } from '@keywarden/contracts';
import type { Detector } from './detector.js';
import { DETECTOR } from './tokens.js';

/** Where batches of events come in from either bus. */
@Controller()
@UseFilters(RethrowFilter)
export class EventsController {
  readonly #detector: Detector;

  constructor(@Inject(DETECTOR) detector: Detector) {
    this.#detector = detector;
  }

  @EventPattern(TOPICS.events)
  handle(@Payload() batch: MessageBatch): Promise<readonly MessageOutcome[]> {
    return this.#detector.handle(batch);
  }
}
