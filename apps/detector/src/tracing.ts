import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  isSpanContextValid,
  trace,
  type Link,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import {
  traceContext,
  traceHeaders,
  type IncomingMessage,
  type MessageBatch,
} from '@keywarden/bus';
import { TOPICS, eventId, type Alert, type CredentialEvent } from '@keywarden/contracts';
import type { Verdict } from '@keywarden/signature';

const attributes = (topic: string, operation: string) => ({
  'messaging.system': 'kafka',
  'messaging.destination.name': topic,
  'messaging.operation.type': operation,
});

/**
 * The part of one credential event's trace that the detector makes: `process` (child of the collector's
 * `send`), in it `judge` and, for an alert, `send`, whose context the alert's message carries on.
 */
export class EventTrace {
  readonly #tracer: Tracer;
  readonly #process: Span;
  #send: Span | undefined;

  constructor(tracer: Tracer, event: CredentialEvent, message: IncomingMessage) {
    this.#tracer = tracer;
    this.#process = tracer.startSpan(
      `process ${TOPICS.events}`,
      {
        kind: SpanKind.CONSUMER,
        attributes: {
          ...attributes(TOPICS.events, 'process'),
          'messaging.destination.partition.id': String(message.partition),
          'messaging.kafka.offset': Number(message.offset),
          'keywarden.event.id': eventId(event),
          'keywarden.node': event.node,
        },
      },
      traceContext(message.headers),
    );
  }

  /** The trace's id; undefined when tracing is off. */
  get traceId(): string | undefined {
    const context = this.#process.spanContext();
    return isSpanContextValid(context) ? context.traceId : undefined;
  }

  get link(): Link {
    return { context: this.#process.spanContext() };
  }

  /** Runs the judging of the event inside its span. */
  judge<T extends { verdict: Verdict }>(work: () => T): T {
    const span = this.#tracer.startSpan('judge TRC-1018', {}, this.#context());
    try {
      const result = work();
      span.setAttribute('keywarden.verdict.outcome', result.verdict.outcome);
      return result;
    } catch (error) {
      fail(span, error);
      throw error;
    } finally {
      span.end();
    }
  }

  /** Opens the span of the alert's way to the bus. @returns the headers that carry it on. */
  startSend(alert: Alert): Record<string, string> {
    this.#send = this.#tracer.startSpan(
      `send ${TOPICS.alerts}`,
      {
        kind: SpanKind.PRODUCER,
        attributes: {
          ...attributes(TOPICS.alerts, 'send'),
          'keywarden.alert.id': alert.id,
          'keywarden.incident.id': alert.incident_id,
        },
      },
      this.#context(),
    );
    return traceHeaders(trace.setSpan(ROOT_CONTEXT, this.#send));
  }

  /** Ends every span; idempotent. */
  end(error?: unknown): void {
    for (const span of [this.#send, this.#process]) {
      if (span === undefined) continue;
      if (error !== undefined) fail(span, error);
      span.end();
    }
    this.#send = undefined;
  }

  #context() {
    return trace.setSpan(ROOT_CONTEXT, this.#process);
  }
}

/** One span for a batch that held credential events, linked to each of their traces. */
export function traceBatch(
  tracer: Tracer,
  batch: MessageBatch,
  startedAt: number,
  traces: readonly EventTrace[],
): void {
  if (traces.length === 0) return;
  tracer
    .startSpan(`receive ${batch.topic}`, {
      root: true,
      kind: SpanKind.CONSUMER,
      startTime: startedAt,
      links: traces.map(({ link }) => link),
      attributes: {
        ...attributes(batch.topic, 'receive'),
        'messaging.batch.message_count': batch.messages.length,
        'messaging.destination.partition.id': String(batch.partition),
      },
    })
    .end();
}

function fail(span: Span, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}
