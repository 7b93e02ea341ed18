import { Module, type DynamicModule } from '@nestjs/common';
import { Detector, type DetectorOptions } from './detector.js';
import { EventsController } from './events.controller.js';
import { DETECTOR } from './tokens.js';

@Module({})
export class DetectorModule {
  static with(options: DetectorOptions): DynamicModule {
    return {
      module: DetectorModule,
      controllers: [EventsController],
      providers: [{ provide: DETECTOR, useFactory: () => new Detector(options) }],
    };
  }
}
