import { InProcessBus, type MessageBatch, type OutgoingMessage } from '@keywarden/bus';
import { InProcessTransport } from '@keywarden/bus/nest';
import { TOPICS, parseAlert, type Alert, type KernelEvent } from '@keywarden/contracts';
import { detectorSection, startDetector } from '@keywarden/detector';
import type { IncidentStore } from '@keywarden/incidents';
import type { LineageStore } from '@keywarden/lineage';
import { Health, createLogger } from '@keywarden/platform';
import { MemoryIncidentStore, MemoryLineageStore } from '@keywarden/state';

export interface DetectorRig {
  /** Everything that came out, oldest first. */
  readonly alerts: readonly Alert[];
  readonly alertKeys: readonly string[];
  readonly alertHeaders: readonly Readonly<Record<string, string>>[];
  readonly deadLetters: readonly OutgoingMessage[];
  /** Publishes and waits until all of it has been worked off. */
  send(...messages: (KernelEvent | Buffer | string)[]): Promise<void>;
  close(): Promise<void>;
}

/** The detector on the in-process bus, as `keywarden run` has it. */
export async function startRig(
  options: {
    lineage?: LineageStore;
    incidents?: IncidentStore;
    config?: object;
    headers?: Record<string, string>;
  } = {},
): Promise<DetectorRig> {
  const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });
  const bus = new InProcessBus({ logger });
  const publisher = bus.publisher();
  const alerts: Alert[] = [];
  const alertKeys: string[] = [];
  const alertHeaders: Readonly<Record<string, string>>[] = [];
  bus.subscribe(TOPICS.alerts, {
    deadLetters: publisher,
    handler: (batch: MessageBatch) => {
      for (const message of batch.messages) {
        alerts.push(parseAlert(message.value));
        alertKeys.push(message.key?.toString() ?? '');
        alertHeaders.push(message.headers);
      }
      return Promise.resolve(batch.messages.map(() => ({ outcome: 'ok' as const })));
    },
  });
  const lineage =
    options.lineage ?? new MemoryLineageStore({ maxProcesses: 10_000, retentionSeconds: 3600 });
  const detector = await startDetector({
    config: detectorSection.parse(options.config ?? {}),
    transport: new InProcessTransport({
      bus,
      deadLetters: publisher,
      retry: { firstMs: 1, maxMs: 5 },
    }),
    publisher,
    lineage,
    incidents: options.incidents ?? new MemoryIncidentStore(),
    logger,
    health: new Health(),
  });
  return {
    alerts,
    alertKeys,
    alertHeaders,
    get deadLetters() {
      return bus.unreadDeadLetters;
    },
    async send(...messages) {
      await publisher.publish(
        TOPICS.events,
        messages.map((message) => ({
          key: 'node-1',
          value: toBytes(message),
          ...(options.headers === undefined ? {} : { headers: options.headers }),
        })),
      );
      await bus.drain({ deadlineMs: 60_000 });
    },
    async close() {
      await detector.close();
      await bus.close();
    },
  };
}

function toBytes(message: KernelEvent | Buffer | string): Buffer {
  if (Buffer.isBuffer(message)) return message;
  return Buffer.from(typeof message === 'string' ? message : JSON.stringify(message));
}
