import { context, isValidSpanId, isValidTraceId, trace } from '@opentelemetry/api';
import { traceHeaders } from '@keywarden/bus';
import type { Alert } from '@keywarden/contracts';

/**
 * W3C trace headers of one record. One call of the sink carries alerts of many traces, so the active span
 * counts only where it is of the alert's trace; otherwise the record names the alert's trace, with the
 * first half of the alert's id for the span that sent it.
 */
export function recordTrace({ id, trace_id: traceId }: Alert): Record<string, string> {
  const active = trace.getActiveSpan()?.spanContext();
  if (active !== undefined && (traceId === undefined || active.traceId === traceId)) {
    return traceHeaders(context.active());
  }
  const spanId = id.slice(0, 16);
  if (traceId === undefined || !isValidTraceId(traceId) || !isValidSpanId(spanId)) return {};
  return { traceparent: `00-${traceId}-${spanId}-01` };
}
