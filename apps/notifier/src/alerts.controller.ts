import type { MessageBatch, MessageOutcome } from '@keywarden/bus';
import { RethrowFilter } from '@keywarden/bus/nest';
import { TOPICS } from '@keywarden/contracts';
import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { BatchDelivery } from './batch-delivery.js';
import { BATCH_DELIVERY } from './tokens.js';

/** Where batches of alerts come in from either bus. */
@Controller()
@UseFilters(RethrowFilter)
export class AlertsController {
  readonly #delivery: BatchDelivery;

  constructor(@Inject(BATCH_DELIVERY) delivery: BatchDelivery) {
    this.#delivery = delivery;
  }

  @EventPattern(TOPICS.alerts)
  handle(@Payload() batch: MessageBatch): Promise<readonly MessageOutcome[]> {
    return this.#delivery.handle(batch);
  }
}
