import type { Health, Logger } from '@keywarden/platform';
import type { PipelineObserver, Sink } from '@keywarden/routing';
import type { NotifierMetrics } from './metrics.js';
import type { SelfWatch } from './self-watch.js';
import { traced } from './tracing.js';

export interface ObserverOptions {
  sink: Sink;
  logger: Logger;
  health: Health;
  metrics: NotifierMetrics;
  watch: Pick<SelfWatch, 'trouble' | 'delivered'>;
}

/** How often the same trouble with the state is told, ms. */
const LOG_EVERY_MS = 10_000;

/** Tells of a receiver's pipeline: traces, metrics, health and log. */
export function observeReceiver(options: ObserverOptions): PipelineObserver {
  const { sink, logger, health, metrics, watch } = options;
  const part = `sink ${sink.name}`;
  let spokeMs = -Infinity;
  return {
    attempt: (items, work) =>
      traced(
        sink,
        items.map(({ carrier }) => carrier),
        work,
      ),
    attempted: (result) => {
      metrics.attempted(sink, result);
      if (result.outcome === 'delivered') {
        health.set(part, 'ok');
        watch.delivered(sink.name);
      } else {
        // In trouble is degraded, not down: the others still get their alerts.
        health.set(part, 'degraded', result.reason);
        logger.debug({ sink: sink.name, reason: result.reason }, 'delivery failed for now');
      }
    },
    settled: (item, settlement, waitedMs) => {
      metrics.decided(sink, settlement, waitedMs);
      const fields = { sink: sink.name, alert_id: item.alert.id, reason: item.reason };
      if (settlement.outcome === 'undeliverable') {
        const { because, reason, attempts } = settlement;
        const detail = { ...fields, because, error: reason, attempts: attempts.length };
        logger.error(detail, 'alert not delivered, it goes to the dead letters');
        watch.trouble(sink.name, 'dead-letter', reason);
      } else if (settlement.outcome !== 'not-routed') {
        logger.debug({ ...fields, outcome: settlement.outcome }, 'alert settled');
      }
    },
    circuit: (state, detail) => {
      metrics.circuit(sink, state);
      if (state === 'open') {
        logger.warn(
          { sink: sink.name, error: detail },
          'receiver fails, it is left alone for a while',
        );
        watch.trouble(sink.name, 'circuit-open', detail);
      } else if (state === 'closed') {
        logger.info({ sink: sink.name }, 'receiver answers again');
      }
    },
    stateTrouble: (error) => {
      if (performance.now() - spokeMs < LOG_EVERY_MS) return;
      spokeMs = performance.now();
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn({ sink: sink.name, error: reason }, 'the state cannot be used, deliveries wait');
    },
  };
}
