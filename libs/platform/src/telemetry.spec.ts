import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, metrics, trace } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import { createLogger } from './logger.js';
import { startTelemetry } from './telemetry.js';

describe('startTelemetry', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });

  async function receiver(status: number, seen: IncomingMessage[]): Promise<string> {
    const listening = createServer((request, response) => {
      seen.push(request);
      request.resume().on('end', () => response.writeHead(status).end());
    });
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${String((listening.address() as AddressInfo).port)}`;
  }

  it('flushes spans as OTLP protobuf below the standard endpoint at shutdown', async () => {
    const seen: IncomingMessage[] = [];
    const url = await receiver(200, seen);
    const telemetry = startTelemetry({
      service: 'svc',
      config: { otlp_headers: { 'x-tenant': 'blue' } },
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: `${url}/` },
    });
    trace.getTracer('t').startSpan('s').end();
    await telemetry.shutdown();
    expect(seen.map((request) => request.url)).toEqual(['/v1/traces']);
    expect(seen[0]?.headers).toMatchObject({
      'content-type': 'application/x-protobuf',
      'x-tenant': 'blue',
    });
  });

  it('records nothing without an endpoint, and still gives trace ids', async () => {
    const telemetry = startTelemetry({ service: 'svc', config: { otlp_headers: {} }, env: {} });
    const span = trace.getTracer('t').startSpan('s');
    expect(span.isRecording()).toBe(false);
    expect(span.spanContext().traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
    await telemetry.shutdown();
  });

  it('says once that a receiver refuses, and loses nothing else', async () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const logger = createLogger({ service: 't', level: 'warn', format: 'json', destination });
    const telemetry = startTelemetry({
      service: 'svc',
      config: { otlp_endpoint: await receiver(400, []), otlp_headers: {} },
      logger,
      env: {},
    });
    trace.getTracer('t').startSpan('s').end();
    await telemetry.shutdown();
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      msg: 'traces could not be exported',
      lost_spans: 1,
    });
  });

  it('shuts down within the deadline when the receiver is away, and unregisters', async () => {
    const telemetry = startTelemetry({
      service: 'svc',
      config: { otlp_endpoint: 'http://127.0.0.1:1', otlp_headers: {} },
      env: {},
    });
    trace.getTracer('t').startSpan('s').end();
    const started = performance.now();
    await telemetry.shutdown(200);
    expect(performance.now() - started).toBeLessThan(3_000);
    expect(trace.getTracer('t').startSpan('s').isRecording()).toBe(false);
    expect(metrics.getMeterProvider().constructor.name).toContain('Noop');
    expect(context.active().getValue(Symbol('any'))).toBeUndefined();
  });
});
