import { metrics } from '@opentelemetry/api';
import type { SensorStatusData } from '@keywarden/contracts';
import type { Canary } from './canary/canary.js';

/**
 * Publishes the collector's figures as OpenTelemetry instruments, read when they are collected.
 *
 * @returns a function that ends it.
 */
export function observe(
  read: () => SensorStatusData,
  canary: Pick<Canary, 'outcomes' | 'figures' | 'proofAgeMs'>,
): () => void {
  const meter = metrics.getMeter('keywarden.collector');
  const counter = (name: string, description: string) =>
    meter.createObservableCounter(`keywarden.collector.${name}`, { description });
  const gauge = (name: string, description: string, unit?: string) =>
    meter.createObservableGauge(`keywarden.collector.${name}`, {
      description,
      ...(unit === undefined ? {} : { unit }),
    });
  const captured = counter(
    'events.captured',
    'Events that the kernel noticed or the collector made, by event.',
  );
  const published = counter('events.published', 'Events acknowledged by the broker, by event.');
  const filtered = counter(
    'events.filtered',
    'Events in watched places that concern no credential, by event.',
  );
  const lost = counter('events.lost', 'Events lost, by event and cause.');
  const queued = gauge(
    'events.queued',
    'Events not acknowledged yet, in the ring and in the buffer, by event.',
  );
  const watched = gauge('watched', 'Watched identities, by kind.');
  const rounds = counter('canary.rounds', 'Attempts to prove that the sensor sees, by outcome.');
  const age = gauge('canary.proof.age', 'Time since the sensor was last proved to see.', 's');
  const latency = gauge('canary.latency', 'From the canary to its events, at the last proof.', 's');
  const instruments = [
    ...[captured, published, filtered, lost, queued, watched],
    ...[rounds, age, latency],
  ];
  const callback: Parameters<typeof meter.addBatchObservableCallback>[0] = (result) => {
    const status = read();
    for (const [event, balance] of Object.entries(status.by_name ?? {})) {
      result.observe(captured, balance.captured, { event });
      result.observe(published, balance.published, { event });
      result.observe(filtered, balance.filtered, { event });
      result.observe(queued, balance.queued, { event });
      for (const [cause, count] of Object.entries(balance.lost)) {
        result.observe(lost, count, { event, cause });
      }
    }
    for (const [kind, count] of Object.entries(status.watched)) {
      result.observe(watched, count, { kind });
    }
    for (const [outcome, count] of Object.entries(canary.outcomes)) {
      result.observe(rounds, count, { outcome });
    }
    const ageMs = canary.proofAgeMs();
    if (ageMs !== undefined) result.observe(age, ageMs / 1_000);
    const latencyMs = canary.figures().latency_ms;
    if (latencyMs !== undefined) result.observe(latency, latencyMs / 1_000);
  };
  meter.addBatchObservableCallback(callback, instruments);
  return () => {
    meter.removeBatchObservableCallback(callback, instruments);
  };
}
