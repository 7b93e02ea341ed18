import {
  context,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import { traceContext, type IncomingMessage, type MessageBatch } from '@keywarden/bus';
import type { Alert } from '@keywarden/contracts';
import type { DeliveryResult, Sink } from '@keywarden/routing';

const messaging = (topic: string, operation: string) => ({
  'messaging.system': 'kafka',
  'messaging.destination.name': topic,
  'messaging.operation.type': operation,
});

/** A receiver's part of one alert's trace: `process`, and in it one `deliver` per attempt. */
export class AlertTrace {
  readonly #tracer: Tracer;
  readonly #process: Span;
  readonly #context: Context;

  constructor(tracer: Tracer, alert: Alert, message: IncomingMessage, batch: MessageBatch) {
    this.#tracer = tracer;
    const parent = traceContext(message.headers);
    this.#process = tracer.startSpan(
      `process ${batch.topic}`,
      {
        kind: SpanKind.CONSUMER,
        attributes: {
          ...messaging(batch.topic, 'process'),
          'messaging.batch.message_count': batch.messages.length,
          'messaging.destination.partition.id': String(message.partition),
          'messaging.kafka.offset': Number(message.offset),
          'keywarden.alert.id': alert.id,
          'keywarden.incident.id': alert.incident_id,
        },
      },
      parent,
    );
    this.#context = trace.setSpan(parent, this.#process);
  }

  /** The span of one attempt to tell a receiver; the caller ends it. */
  startAttempt(sink: Sink): { span: Span; context: Context } {
    const span = this.#tracer.startSpan(
      `deliver ${sink.name}`,
      { kind: SpanKind.CLIENT, attributes: { 'keywarden.sink.type': sink.type } },
      this.#context,
    );
    return { span, context: trace.setSpan(this.#context, span) };
  }

  end(): void {
    this.#process.end();
  }
}

/**
 * Runs an attempt inside the spans of its alerts, so that log lines and requests carry the trace: of a batch
 * that of the first one.
 */
export async function traced(
  sink: Sink,
  carriers: readonly unknown[],
  work: () => Promise<readonly DeliveryResult[]>,
): Promise<readonly DeliveryResult[]> {
  const attempts = carriers
    .filter((carrier) => carrier instanceof AlertTrace)
    .map((carrier) => carrier.startAttempt(sink));
  const [first] = attempts;
  if (first === undefined) return work();
  try {
    const results = await context.with(first.context, work);
    for (const { span } of attempts) tell(span, results);
    return results;
  } finally {
    for (const { span } of attempts) span.end();
  }
}

function tell(span: Span, results: readonly DeliveryResult[]): void {
  const failed = results.find(({ outcome }) => outcome !== 'delivered');
  span.setAttribute('keywarden.delivery.outcome', failed?.outcome ?? 'delivered');
  if (failed !== undefined && 'reason' in failed) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: failed.reason });
  }
}
