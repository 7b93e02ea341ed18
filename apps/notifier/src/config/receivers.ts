import type { Receiver, Sink } from '@keywarden/routing';
import { describeSink, type SinkConfig } from '@keywarden/sinks';
import { z } from 'zod';

const milliseconds = z.int().min(1).max(86_400_000);

/** How one of the sinks is treated, where that differs from the rest. */
export const receiverSettings = z.strictObject({
  /** `stream`: every alert at once; `people`: grouped and muted. Default: by the type of the sink. */
  style: z.enum(['stream', 'people']).exactOptional(),
  /** The sink that gets what this one did not take. */
  fallback: z.string().min(1).exactOptional(),
  /** Attempts at the same time. */
  concurrency: z.int().min(1).max(1_024).exactOptional(),
  /** Alerts that are held in memory; further ones wait in Kafka. */
  max_pending: z.int().min(1).max(100_000).exactOptional(),
  max_attempts: z.int().min(1).max(1_000).exactOptional(),
  /** Then it is the fallback's turn, or the dead letters'. */
  max_elapsed_ms: milliseconds.exactOptional(),
  /** An attempt that has not ended by itself is given up then. */
  attempt_timeout_ms: milliseconds.min(100).max(600_000).exactOptional(),
  /** Between notifications of an open incident, for a stream receiver; 0: none. */
  repeat_ms: z.int().min(0).max(86_400_000).exactOptional(),
});

export type ReceiverSettings = z.output<typeof receiverSettings>;

/** When a receiver that fails is left alone. */
export const circuit = z
  .strictObject({
    /** Failures in a row that open the circuit. */
    failures: z.int().min(1).max(1_000).default(5),
    first_rest_ms: milliseconds.default(1_000),
    max_rest_ms: milliseconds.default(30_000),
  })
  .prefault({});

export interface ReceiverDefaults {
  concurrency: number;
  max_pending: number;
  attempt_timeout_ms: number;
  retry: {
    max_attempts: number;
    max_elapsed_ms: number;
    first_delay_ms: number;
    max_delay_ms: number;
  };
  circuit: z.output<typeof circuit>;
}

/** One receiver: its sink, what the type of the sink suggests, and what the configuration says. */
export function buildReceiver(
  sink: Sink,
  config: (Pick<SinkConfig, 'type'> & { send_resolved?: boolean }) | undefined,
  settings: ReceiverSettings,
  defaults: ReceiverDefaults,
): Receiver {
  const { retry } = defaults;
  const description = describeSink(config?.type ?? sink.type);
  return {
    sink,
    style: settings.style ?? description.style,
    resolves: description.resolves && config?.send_resolved !== false,
    repeatMs: settings.repeat_ms ?? description.repeatMs ?? 0,
    fallback: settings.fallback,
    concurrency: settings.concurrency ?? defaults.concurrency,
    maxPending: settings.max_pending ?? defaults.max_pending,
    retry: {
      maxAttempts: settings.max_attempts ?? retry.max_attempts,
      maxElapsedMs: settings.max_elapsed_ms ?? retry.max_elapsed_ms,
      firstDelayMs: retry.first_delay_ms,
      maxDelayMs: retry.max_delay_ms,
    },
    breaker: {
      failures: defaults.circuit.failures,
      firstRestMs: defaults.circuit.first_rest_ms,
      maxRestMs: defaults.circuit.max_rest_ms,
    },
    attemptTimeoutMs: settings.attempt_timeout_ms ?? defaults.attempt_timeout_ms,
  };
}
