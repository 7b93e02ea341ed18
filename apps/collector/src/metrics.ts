import { metrics } from '@opentelemetry/api';
import type { SensorStatusData } from '@keywarden/contracts';

/**
 * Publishes the collector's figures as OpenTelemetry instruments, read when they are collected.
 *
 * @returns a function that ends it.
 */
export function observe(read: () => SensorStatusData): () => void {
  const meter = metrics.getMeter('keywarden.collector');
  const counter = (name: string, description: string) =>
    meter.createObservableCounter(`keywarden.collector.events.${name}`, { description });
  const captured = counter('captured', 'Events that the kernel noticed or the collector made.');
  const published = counter('published', 'Events acknowledged by the broker.');
  const filtered = counter('filtered', 'Events in watched places that concern no credential.');
  const lost = counter('lost', 'Events lost, by cause.');
  const queued = meter.createObservableGauge('keywarden.collector.events.queued', {
    description: 'Events not acknowledged yet, in the ring and in the buffer.',
  });
  const watched = meter.createObservableGauge('keywarden.collector.watched', {
    description: 'Watched identities, by kind.',
  });
  const instruments = [captured, published, filtered, lost, queued, watched];
  const callback: Parameters<typeof meter.addBatchObservableCallback>[0] = (result) => {
    const status = read();
    result.observe(captured, status.captured);
    result.observe(published, status.published);
    result.observe(filtered, status.filtered);
    result.observe(queued, status.queued);
    for (const [cause, count] of Object.entries(status.lost))
      result.observe(lost, count, { cause });
    for (const [kind, count] of Object.entries(status.watched)) {
      result.observe(watched, count, { kind });
    }
  };
  meter.addBatchObservableCallback(callback, instruments);
  return () => {
    meter.removeBatchObservableCallback(callback, instruments);
  };
}
