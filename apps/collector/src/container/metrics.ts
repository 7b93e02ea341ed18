import { metrics } from '@opentelemetry/api';
import type { NameCounts } from './container-names.js';

/**
 * Publishes how names are found as OpenTelemetry instruments, read when they are collected.
 *
 * @returns a function that ends it.
 */
export function observeNames(read: () => NameCounts): () => void {
  const meter = metrics.getMeter('keywarden.collector');
  const lookups = meter.createObservableCounter('keywarden.collector.cri.lookups', {
    description: 'Look-ups of a process in a container, by result.',
  });
  const rounds = meter.createObservableCounter('keywarden.collector.cri.rounds', {
    description: 'Rounds of questions to the container runtime, by result.',
  });
  const containers = meter.createObservableGauge('keywarden.collector.cri.containers', {
    description: 'Containers and pod sandboxes whose names are known.',
  });
  const instruments = [lookups, rounds, containers];
  const callback: Parameters<typeof meter.addBatchObservableCallback>[0] = (result) => {
    const counts = read();
    for (const [kind, count] of Object.entries(counts.lookups)) {
      result.observe(lookups, count, { result: kind });
    }
    for (const [kind, count] of Object.entries(counts.rounds)) {
      result.observe(rounds, count, { result: kind });
    }
    result.observe(containers, counts.containers);
  };
  meter.addBatchObservableCallback(callback, instruments);
  return () => {
    meter.removeBatchObservableCallback(callback, instruments);
  };
}
