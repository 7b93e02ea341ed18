import { propagation, ROOT_CONTEXT, type Context } from '@opentelemetry/api';

/** The W3C headers (`traceparent`, `tracestate`) that carry a context; empty without a propagator. */
export function traceHeaders(context: Context): Record<string, string> {
  const headers: Record<string, string> = {};
  propagation.inject(context, headers);
  return headers;
}

/** The context that message headers carry; the root context when they carry none or nonsense. */
export function traceContext(headers: Readonly<Record<string, string>>): Context {
  return propagation.extract(ROOT_CONTEXT, headers);
}
