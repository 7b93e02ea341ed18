import { metrics, type Counter } from '@opentelemetry/api';

/** Counters of both buses; attributes are topic, and code for dead letters. */
export interface BusMetrics {
  published: Counter;
  publishRetries: Counter;
  consumed: Counter;
  batchRetries: Counter;
  deadLetters: Counter;
}

/** Made when a bus is made, not at import: the meter provider is registered at process start. */
export function busMetrics(): BusMetrics {
  const meter = metrics.getMeter('keywarden.bus');
  const counter = (name: string, description: string): Counter =>
    meter.createCounter(`keywarden.bus.${name}`, { description });
  return {
    published: counter('messages.published', 'Messages that the bus has acknowledged'),
    publishRetries: counter('publish.retries', 'Attempts to publish that failed and were repeated'),
    consumed: counter('messages.consumed', 'Messages worked off, dead letters included'),
    batchRetries: counter('batch.retries', 'Batches that failed and were repeated'),
    deadLetters: counter('dead_letters', 'Messages sent to the dead letters'),
  };
}
