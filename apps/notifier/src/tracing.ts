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
import type { DeliveryOutcome, Sink } from '@keywarden/routing';

const messaging = (topic: string, operation: string) => ({
  'messaging.system': 'kafka',
  'messaging.destination.name': topic,
  'messaging.operation.type': operation,
});

/** The notifier's part of one alert's trace: `process`, and in it one `deliver` per sink. */
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

  /** Runs a delivery inside its span, so that its log lines and requests carry the trace. */
  async deliver(sink: Sink, work: () => Promise<DeliveryOutcome>): Promise<DeliveryOutcome> {
    const span = this.#tracer.startSpan(
      `deliver ${sink.name}`,
      { kind: SpanKind.CLIENT, attributes: { 'keywarden.sink.type': sink.type } },
      this.#context,
    );
    try {
      const outcome = await context.with(trace.setSpan(this.#context, span), work);
      span.setAttribute('keywarden.delivery.outcome', outcome.outcome);
      if ('attempts' in outcome) span.setAttribute('keywarden.delivery.attempts', outcome.attempts);
      if ('reason' in outcome) {
        span.setStatus({ code: SpanStatusCode.ERROR, message: outcome.reason });
      }
      return outcome;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      span.setStatus({ code: SpanStatusCode.ERROR, message });
      throw error;
    } finally {
      span.end();
    }
  }

  end(): void {
    this.#process.end();
  }
}
