import { metrics, type Counter, type Gauge } from '@opentelemetry/api';

/** What the detector tells of a lineage store that is away. Made after telemetry has started. */
export class LineageMetrics {
  readonly #degraded: Gauge;
  readonly #buffered: Gauge;
  readonly #dropped: Counter;

  constructor() {
    const meter = metrics.getMeter('keywarden.detector');
    this.#degraded = meter.createGauge('keywarden.detector.lineage.degraded', {
      description: '1 while alerts show the chain of the kernel, because Redis is away.',
    });
    this.#buffered = meter.createGauge('keywarden.detector.lineage.buffered', {
      description: 'Changes of the process table that wait for Redis.',
    });
    this.#dropped = meter.createCounter('keywarden.detector.lineage.dropped', {
      description: 'Changes of the process table that found no room while Redis was away.',
    });
  }

  state({ degraded, buffered }: { degraded: boolean; buffered: number }): void {
    this.#degraded.record(degraded ? 1 : 0);
    this.#buffered.record(buffered);
  }

  dropped(changes: number): void {
    this.#dropped.add(changes);
  }
}
