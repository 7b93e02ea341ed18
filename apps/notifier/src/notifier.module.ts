import { Module, type DynamicModule } from '@nestjs/common';
import { AlertsController } from './alerts.controller.js';
import type { Intake } from './intake.js';
import { INTAKE } from './tokens.js';

@Module({})
export class NotifierModule {
  static with(intake: Intake): DynamicModule {
    return {
      module: NotifierModule,
      controllers: [AlertsController],
      providers: [{ provide: INTAKE, useValue: intake }],
    };
  }
}
