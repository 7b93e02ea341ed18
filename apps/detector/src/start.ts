import 'reflect-metadata';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { MessagePublisher } from '@keywarden/bus';
import { startMicroservice } from '@keywarden/bus/nest';
import type { IncidentStore } from '@keywarden/incidents';
import type { LineageStore } from '@keywarden/lineage';
import type { Health, Logger } from '@keywarden/platform';
import type { NodeWatchStore } from '@keywarden/self-alerts';
import { MemoryNodeWatchStore } from '@keywarden/state';
import type { DetectorConfig } from './config.js';
import { DetectorModule } from './detector.module.js';
import type { LagReader } from './lag-watch.js';
import { nodeWatchParts } from './node-watch-parts.js';
import { LivePolicy } from './policy/live-policy.js';

export interface DetectorDeps {
  config: DetectorConfig;
  transport: CustomTransportStrategy;
  publisher: MessagePublisher;
  lineage: LineageStore;
  incidents: IncidentStore;
  /** What all detectors know of the nodes; absent: in memory, for a detector that is alone. */
  nodes?: NodeWatchStore;
  /** Absent on a bus without consumer groups. */
  lag?: LagReader;
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
  const { config, transport, publisher, lineage, incidents, logger, health } = deps;
  const policy = new LivePolicy({ config, logger, health });
  const { depth } = config.lineage;
  const watch = nodeWatchParts({
    config,
    publisher,
    store: deps.nodes ?? new MemoryNodeWatchStore(),
    ...(deps.lag === undefined ? {} : { lag: deps.lag }),
    logger,
  });
  const module = DetectorModule.with({
    lineage,
    incidents,
    publisher,
    policy,
    depth,
    logger,
    nodes: watch.nodes,
  });
  try {
    const app = await startMicroservice(module, { strategy: transport, logger });
    health.set('detector', 'ok');
    watch.begin();
    let closing: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      policy.close();
      await watch.close();
      await app.close();
    };
    return { close: () => (closing ??= close()) };
  } catch (error) {
    policy.close();
    throw error;
  }
}
