import { metrics, type Counter, type Histogram } from '@opentelemetry/api';
import type { BreakerState, DeliveryResult, Settlement, Sink } from '@keywarden/routing';

/**
 * What the notifier counts. Instruments are made per instance, because the metrics API hands out
 * no-op instruments until telemetry has started.
 */
export class NotifierMetrics {
  readonly #deliveries: Counter;
  readonly #attempts: Counter;
  readonly #unreadable: Counter;
  readonly #seconds: Histogram;

  readonly #circuits: Counter;

  constructor() {
    const meter = metrics.getMeter('keywarden.notifier');
    this.#deliveries = meter.createCounter('keywarden.notifier.deliveries', {
      description: 'Alerts times receivers, by type of sink and outcome.',
    });
    this.#attempts = meter.createCounter('keywarden.notifier.attempts', {
      description: 'Attempts to deliver, by type of sink and result.',
    });
    this.#unreadable = meter.createCounter('keywarden.notifier.alerts.unreadable', {
      description: 'Messages that went to the dead letters, by error code.',
    });
    this.#circuits = meter.createCounter('keywarden.notifier.circuit.changes', {
      description: 'Changes of the circuit of a receiver, by its name and new state.',
    });
    this.#seconds = meter.createHistogram('keywarden.notifier.delivery.duration', {
      description:
        'Time from an alert in hand to the acknowledgement of a receiver, waits of the route included.',
      unit: 's',
    });
  }

  attempted({ type }: Sink, { outcome }: DeliveryResult): void {
    this.#attempts.add(1, { sink_type: type, result: outcome });
  }

  decided({ type }: Sink, { outcome }: Settlement, milliseconds: number): void {
    this.#deliveries.add(1, { sink_type: type, outcome });
    if (outcome === 'delivered') this.#seconds.record(milliseconds / 1_000, { sink_type: type });
  }

  circuit({ name }: Sink, state: BreakerState): void {
    this.#circuits.add(1, { receiver: name, state });
  }

  unreadable(code: string): void {
    this.#unreadable.add(1, { code });
  }
}
