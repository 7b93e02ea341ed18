import { metrics, trace } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Health } from './health.js';
import { startHttp, type HttpServer } from './http.js';
import { createLogger } from './logger.js';
import { startTelemetry, type Telemetry } from './telemetry.js';
import { VERSION } from './version.js';

const logger = createLogger({ service: 't', level: 'silent', format: 'json' });

describe('startHttp', () => {
  let health: Health;
  let telemetry: Telemetry;
  let server: HttpServer;
  beforeEach(async () => {
    health = new Health();
    telemetry = startTelemetry({ service: 'svc', config: { otlp_headers: {} }, env: {} });
    server = await startHttp({ listen: '127.0.0.1:0', health, telemetry, logger });
  });
  afterEach(async () => {
    await server.close();
    await telemetry.shutdown();
  });

  it('is ready unless a component is down, and names it', async () => {
    health.set('kafka', 'degraded', 'slow');
    expect((await fetch(`${server.address}/readyz`)).status).toBe(200);
    health.set('kafka', 'down', 'refused');
    const response = await fetch(`${server.address}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      state: 'down',
      components: { kafka: { state: 'down', detail: 'refused' } },
    });
    expect((await fetch(`${server.address}/healthz`)).status).toBe(200);
  });

  it('shows metrics and the resource in Prometheus text', async () => {
    metrics.getMeter('m').createCounter('keywarden.test.things').add(2, { kind: 'a' });
    const text = await (await fetch(`${server.address}/metrics`)).text();
    expect(text).toMatch(/^keywarden_test_things_total\{kind="a"\} 2$/m);
    expect(text).toContain(`service_name="svc"`);
    expect(text).toContain(`service_version="${VERSION}"`);
  });

  it('makes trace ids without an exporter', () => {
    const span = trace.getTracer('t').startSpan('s');
    expect(span.spanContext().traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
    span.end();
  });

  it('refuses other methods and paths', async () => {
    expect((await fetch(`${server.address}/metrics`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${server.address}/etc/passwd`)).status).toBe(404);
  });

  it('names the address that cannot be bound', async () => {
    const listen = server.address.replace('http://', '');
    await expect(startHttp({ listen, health, telemetry, logger })).rejects.toMatchObject({
      code: 'KW_CONFIG_INVALID',
      where: `http.listen ${listen}`,
    });
  });
});
