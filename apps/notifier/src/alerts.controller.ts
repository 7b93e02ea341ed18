import type { MessageBatch, MessageOutcome } from '@keywarden/bus';
import { RethrowFilter } from '@keywarden/bus/nest';
import { TOPICS } from '@keywarden/contracts';
import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Intake } from './intake.js';
import { INTAKE } from './tokens.js';

/** Where batches of alerts come in from either bus. */
@Controller()
@UseFilters(RethrowFilter)
export class AlertsController {
  readonly #intake: Intake;

  constructor(@Inject(INTAKE) intake: Intake) {
    this.#intake = intake;
  }

  @EventPattern(TOPICS.alerts)
  handle(@Payload() batch: MessageBatch): Promise<readonly MessageOutcome[]> {
    return this.#intake.handle(batch);
  }
}
