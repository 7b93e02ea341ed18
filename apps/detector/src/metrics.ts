import {
  metrics,
  type Attributes,
  type Counter,
  type Gauge,
  type Histogram,
} from '@opentelemetry/api';
import type { EventOf } from '@keywarden/contracts';

const STATES = ['starting', 'alive', 'degraded', 'blind', 'stopping'] as const;

/**
 * What the detector counts. Instruments are made per instance and not when the module is loaded: the
 * metrics API hands out no-op instruments until telemetry has started.
 */
export class DetectorMetrics {
  readonly #events: Counter;
  readonly #unreadable: Counter;
  readonly #verdicts: Counter;
  readonly #alerts: Counter;
  readonly #repeated: Counter;
  readonly #missing: Counter;
  readonly #state: Gauge;
  readonly #lost: Gauge;
  readonly #batchSeconds: Histogram;

  constructor() {
    const meter = metrics.getMeter('keywarden.detector');
    this.#events = meter.createCounter('keywarden.detector.events', {
      description: 'Events read, by name.',
    });
    this.#unreadable = meter.createCounter('keywarden.detector.events.unreadable', {
      description: 'Messages that went to the dead letters, by error code.',
    });
    this.#verdicts = meter.createCounter('keywarden.detector.verdicts', {
      description: 'Credential events judged, by outcome.',
    });
    this.#alerts = meter.createCounter('keywarden.detector.alerts', {
      description: 'Alerts acknowledged by the bus.',
    });
    this.#repeated = meter.createCounter('keywarden.detector.alerts.repeated', {
      description: 'Thefts that only raised the count of an incident.',
    });
    this.#missing = meter.createCounter('keywarden.detector.events.missing', {
      description: 'Gaps in the numbering of the events of a node.',
    });
    this.#state = meter.createGauge('keywarden.detector.sensor.state', {
      description: '1 for the state in which the sensor of a node last said to be.',
    });
    this.#lost = meter.createGauge('keywarden.detector.sensor.lost', {
      description: 'Records lost over the run of the sensor of a node, by cause.',
    });
    this.#batchSeconds = meter.createHistogram('keywarden.detector.batch.duration', {
      description: 'Time from a batch in hand to its alerts acknowledged.',
      unit: 's',
    });
  }

  /** @param counts Event name → events of one batch. */
  read(counts: ReadonlyMap<string, number>): void {
    for (const [event, count] of counts) this.#events.add(count, { event });
  }

  unreadable(code: string): void {
    this.#unreadable.add(1, { code });
  }

  judged(outcome: string): void {
    this.#verdicts.add(1, { outcome });
  }

  alerted(count: number): void {
    if (count > 0) this.#alerts.add(count);
  }

  repeated(): void {
    this.#repeated.add(1);
  }

  missing(node: string, count: number): void {
    this.#missing.add(count, { node });
  }

  sensor({ node, data }: EventOf<'sensor_status'>): void {
    for (const state of STATES) this.#state.record(data.state === state ? 1 : 0, { node, state });
    for (const [cause, count] of Object.entries(data.lost)) {
      this.#lost.record(count, { node, cause } satisfies Attributes);
    }
  }

  batch(milliseconds: number): void {
    this.#batchSeconds.record(milliseconds / 1000);
  }
}
