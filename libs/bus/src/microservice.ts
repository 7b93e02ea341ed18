import type { DynamicModule, INestMicroservice, LoggerService, Type } from '@nestjs/common';
import { NestApplicationContextOptions } from '@nestjs/common/interfaces/nest-application-context-options.interface.js';
import { NestFactory } from '@nestjs/core';
import type { CustomTransportStrategy, MicroserviceOptions } from '@nestjs/microservices';
import type { Logger } from '@keywarden/platform';

/**
 * Starts a NestJS module on one of our transports and resolves when it consumes. NestJS's own lines go
 * to our log, and an error comes to the caller instead of ending the process.
 */
export async function startMicroservice(
  module: Type | DynamicModule,
  { strategy, logger }: { strategy: CustomTransportStrategy; logger: Logger },
): Promise<INestMicroservice> {
  const settings = Object.assign(new NestApplicationContextOptions(), {
    strategy,
    logger: nestLogger(logger),
    abortOnError: false,
  });
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(module, settings);
  await app.listen();
  return app;
}

/** What NestJS says at start is for people who debug NestJS. */
function nestLogger(logger: Logger): LoggerService {
  const at =
    (level: 'debug' | 'warn' | 'error' | 'fatal') =>
    (message: unknown, ...details: unknown[]): void => {
      const err = message instanceof Error ? { err: message } : {};
      logger[level]({ nest: details.at(-1), ...err }, String(message));
    };
  return {
    log: at('debug'),
    verbose: at('debug'),
    debug: at('debug'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
  };
}
