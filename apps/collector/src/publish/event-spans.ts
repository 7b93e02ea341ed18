import { traceHeaders } from '@keywarden/bus';
import { type CredentialEvent, eventId, TOPICS } from '@keywarden/contracts';
import { type HrTime, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

/** The trace of one credential event up to the broker. */
export interface EventTrace {
  /** W3C trace context of the send span. */
  readonly headers: Record<string, string>;
  readonly settled: (lost: string | undefined) => void;
}

/**
 * Begins the trace of a credential event: `capture` from the kernel's time until now, and below it
 * `send`, which ends with the broker's acknowledgement.
 *
 * @param unixNanos when the kernel saw the event
 */
export function traceEvent(event: CredentialEvent, unixNanos: bigint): EventTrace {
  const tracer = trace.getTracer('keywarden.collector');
  const { data } = event;
  const capture = tracer.startSpan(
    `capture ${event.name}`,
    {
      kind: SpanKind.INTERNAL,
      startTime: toHrTime(unixNanos),
      attributes: {
        'keywarden.event.id': eventId(event),
        'keywarden.node': event.node,
        'file.path': pathOf(data),
        'process.pid': event.process.pid,
      },
    },
    ROOT_CONTEXT,
  );
  const captureContext = trace.setSpan(ROOT_CONTEXT, capture);
  const send = tracer.startSpan(
    `send ${TOPICS.events}`,
    {
      kind: SpanKind.PRODUCER,
      attributes: {
        'messaging.system': 'kafka',
        'messaging.destination.name': TOPICS.events,
        'messaging.operation.type': 'send',
        'messaging.operation.name': 'send',
      },
    },
    captureContext,
  );
  capture.end();
  return {
    headers: traceHeaders(trace.setSpan(captureContext, send)),
    settled: (lost) => {
      if (lost !== undefined) send.setStatus({ code: SpanStatusCode.ERROR, message: lost });
      send.end();
    },
  };
}

function pathOf(data: CredentialEvent['data']): string {
  if ('pathname' in data) return data.pathname;
  return 'old_path' in data ? data.old_path : (data.credential?.canonical_path ?? '');
}

function toHrTime(unixNanos: bigint): HrTime {
  return [Number(unixNanos / 1_000_000_000n), Number(unixNanos % 1_000_000_000n)];
}
