import { Module, type DynamicModule } from '@nestjs/common';
import { AlertsController } from './alerts.controller.js';
import type { BatchDelivery } from './batch-delivery.js';
import { BATCH_DELIVERY } from './tokens.js';

@Module({})
export class NotifierModule {
  static with(delivery: BatchDelivery): DynamicModule {
    return {
      module: NotifierModule,
      controllers: [AlertsController],
      providers: [{ provide: BATCH_DELIVERY, useValue: delivery }],
    };
  }
}
