import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startRig } from './rig.ts';
import { ScriptedNode } from './scripted-node.ts';

const exporter = new InMemorySpanExporter();

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  );
});
afterAll(() => {
  trace.disable();
  propagation.disable();
  context.disable();
});

it('continues the trace of the event: process, judge, send, and on in the headers', async () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const parent = '00f067aa0ba902b7';
  const rig = await startRig({ headers: { traceparent: `00-${traceId}-${parent}-01` } });
  const node = new ScriptedNode();
  node.open(node.spawn(node.init, '/usr/bin/cat'));
  await rig.send(...node.events);
  await rig.close();

  const spans = exporter.getFinishedSpans();
  const named = (name: string) => spans.filter((span) => span.name === name);
  const [process] = named('process keywarden.events.v1');
  const [judge] = named('judge TRC-1018');
  const [send] = named('send keywarden.alerts.v1');
  const [receive] = named('receive keywarden.events.v1');
  expect(spans).toHaveLength(4);
  expect([process, judge, send].map((span) => span?.spanContext().traceId)).toEqual([
    traceId,
    traceId,
    traceId,
  ]);
  expect(process?.parentSpanContext?.spanId).toBe(parent);
  expect(judge?.parentSpanContext?.spanId).toBe(process?.spanContext().spanId);
  expect(send?.parentSpanContext?.spanId).toBe(process?.spanContext().spanId);
  expect(judge?.attributes['keywarden.verdict.outcome']).toBe('alert');
  expect(receive?.links.map((link) => link.context.spanId)).toEqual([
    process?.spanContext().spanId,
  ]);
  expect(rig.alerts[0]?.trace_id).toBe(traceId);
  expect(rig.alertHeaders[0]?.traceparent).toBe(
    `00-${traceId}-${send?.spanContext().spanId ?? ''}-01`,
  );
});
