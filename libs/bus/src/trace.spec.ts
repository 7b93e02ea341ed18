import { propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { traceContext, traceHeaders } from './trace.js';

describe('trace headers', () => {
  beforeAll(() => {
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  });
  afterAll(() => {
    propagation.disable();
  });

  it('carry a span context over the bus', () => {
    const span = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
    const headers = traceHeaders(trace.setSpanContext(ROOT_CONTEXT, { ...span, traceFlags: 1 }));
    expect(headers).toEqual({ traceparent: `00-${span.traceId}-${span.spanId}-01` });
    expect(trace.getSpanContext(traceContext(headers))).toMatchObject(span);
  });

  it.each([{}, { traceparent: 'nonsense' }, { traceparent: '00-0-0-00' }])(
    'that are absent or broken give no span: %j',
    (headers) => {
      expect(trace.getSpanContext(traceContext(headers))).toBeUndefined();
    },
  );
});
