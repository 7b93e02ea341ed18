import type { EventOf, KernelEvent } from '@keywarden/contracts';
import type { Logger } from '@keywarden/platform';
import type { DetectorMetrics } from './metrics.js';
import { SequenceWatch } from './sequence-watch.js';

/** Watches the watchers: lost events and the state of each node's sensor, to metrics and log. */
export class SensorWatch {
  readonly #sequence = new SequenceWatch();
  readonly #states = new Map<string, string>();
  readonly #metrics: DetectorMetrics;
  readonly #logger: Logger;

  constructor(metrics: DetectorMetrics, logger: Logger) {
    this.#metrics = metrics;
    this.#logger = logger;
  }

  see(event: KernelEvent): void {
    for (const { node, count, from, to } of this.#sequence.see(event)) {
      this.#metrics.missing(node, count);
      this.#logger.warn({ node, count, from, to }, 'events of a node are missing');
    }
    if (event.name === 'sensor_status') this.#status(event);
  }

  #status(event: EventOf<'sensor_status'>): void {
    const { node, data } = event;
    this.#metrics.sensor(event);
    const before = this.#states.get(node);
    if (before === data.state) return;
    this.#states.set(node, data.state);
    if (before === 'blind' && (data.state === 'alive' || data.state === 'degraded')) {
      this.#logger.info({ node, state: data.state }, 'a blind sensor sees again');
    }
    const level = data.state === 'blind' || data.state === 'degraded' ? 'warn' : 'info';
    this.#logger[level]({ node, state: data.state, detail: data.detail }, 'sensor changed state');
  }
}
