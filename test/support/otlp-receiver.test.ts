import { gzipSync } from 'node:zlib';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  TracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExportedSpan } from './otlp-span.ts';
import { startOtlpReceiver, type OtlpReceiver } from './otlp-receiver.ts';

describe('the OTLP receiver', () => {
  let receiver: OtlpReceiver;
  beforeEach(async () => {
    receiver = await startOtlpReceiver();
  });
  afterEach(async () => {
    await receiver.close();
  });

  it('decodes the same spans from protobuf and from gzipped JSON', async () => {
    const memory = new InMemorySpanExporter();
    const provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'svc' }),
      spanProcessors: [
        new SimpleSpanProcessor({ exporter: memory }),
        new SimpleSpanProcessor({
          exporter: new OTLPTraceExporter({ url: `${receiver.url}/v1/traces` }),
        }),
      ],
    });
    const tracer = provider.getTracer('test');
    const root = tracer.startSpan('root', { kind: SpanKind.PRODUCER });
    const child = tracer.startSpan(
      'child',
      {
        attributes: { text: 'ä\n', count: -7, ratio: 0.25, yes: true, many: ['a', 'b'] },
        links: [{ context: root.spanContext() }],
      },
      trace.setSpan(ROOT_CONTEXT, root),
    );
    child.addEvent('happened', { size: 3 });
    child.setStatus({ code: SpanStatusCode.ERROR, message: 'broken' });
    child.end();
    root.end();
    await provider.forceFlush();

    const fromProtobuf = await receiver.waitForSpans((spans) => spans.length >= 2, { what: 'two' });
    await fetch(`${receiver.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: gzipSync(
        JsonTraceSerializer.serializeRequest(memory.getFinishedSpans()) ?? Buffer.alloc(0),
      ),
    });
    const fromJson = (
      await receiver.waitForSpans((spans) => spans.length >= 4, { what: 'four' })
    ).slice(2);

    const byName = (spans: readonly ExportedSpan[]): ExportedSpan[] =>
      [...spans].sort((a, b) => a.name.localeCompare(b.name));
    expect(byName(fromProtobuf)).toEqual(byName(fromJson));
    const [decoded] = byName(fromProtobuf);
    expect(decoded).toMatchObject({
      name: 'child',
      serviceName: 'svc',
      parentSpanId: root.spanContext().spanId,
      attributes: { text: 'ä\n', count: -7, ratio: 0.25, yes: true, many: ['a', 'b'] },
      links: [{ traceId: root.spanContext().traceId, spanId: root.spanContext().spanId }],
      events: [{ name: 'happened', attributes: { size: 3 } }],
      statusCode: 2,
      statusMessage: 'broken',
    });
    expect(receiver.trace(root.spanContext().traceId)).toHaveLength(4);
  });

  it('answers 400 to bytes that are no export', async () => {
    const response = await fetch(`${receiver.url}/v1/traces`, {
      method: 'POST',
      body: Buffer.from([0x0f]),
    });
    expect(response.status).toBe(400);
  });
});
