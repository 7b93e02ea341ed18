import 'reflect-metadata';
import { NestApplicationContextOptions } from '@nestjs/common/interfaces/nest-application-context-options.interface.js';
import { NestFactory } from '@nestjs/core';
import type { CustomTransportStrategy, MicroserviceOptions } from '@nestjs/microservices';
import type { MessagePublisher } from '@keywarden/bus';
import type { LineageStore } from '@keywarden/lineage';
import type { Health, Logger } from '@keywarden/platform';
import type { DetectorConfig } from './config.js';
import { DetectorModule } from './detector.module.js';
import { nestLogger } from './nest-logger.js';
import { loadPolicy } from './policy.js';

export interface DetectorDeps {
  config: DetectorConfig;
  transport: CustomTransportStrategy;
  publisher: MessagePublisher;
  lineage: LineageStore;
  logger: Logger;
  health: Health;
}

/**
 * Starts the detector on a bus and a store of the caller's; `close` ends the transport and leaves
 * publisher and store open.
 *
 * @throws KeywardenError `KW_POLICY_INVALID` for a wrong policy file, before anything is consumed.
 */
export async function startDetector(deps: DetectorDeps): Promise<{ close(): Promise<void> }> {
  const { config, transport, publisher, lineage, logger, health } = deps;
  const policy = loadPolicy(config);
  const { depth } = config.lineage;
  const module = DetectorModule.with({ lineage, publisher, policy, depth, logger });
  const settings = Object.assign(new NestApplicationContextOptions(), {
    strategy: transport,
    logger: nestLogger(logger),
    abortOnError: false,
  });
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(module, settings);
  await app.listen();
  health.set('detector', 'ok');
  logger.info({ rules: policy.rules.length, compat: policy.compat }, 'policy in force');
  let closing: Promise<void> | undefined;
  return { close: () => (closing ??= app.close()) };
}
