import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostname } from 'node:os';
import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import { CountingSpanExporter } from './counting-span-exporter.js';
import type { TelemetryConfig } from './config/common.js';
import type { Logger } from './logger.js';
import { VERSION } from './version.js';

export interface TelemetryOptions {
  /** `service.name`, e.g. `keywarden-collector`. */
  service: string;
  /** `service.version`; default this release. */
  version?: string;
  config: TelemetryConfig;
  /** Told, at most once a minute, that exports fail. */
  logger?: Logger;
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`; default `process.env`. */
  env?: NodeJS.ProcessEnv;
}

export interface Telemetry {
  /** Answers a request with all metrics in Prometheus text format. */
  metricsHandler(request: IncomingMessage, response: ServerResponse): void;
  /** Sends what is buffered, within `deadlineMs` (default 3000), and unregisters. Never rejects. */
  shutdown(deadlineMs?: number): Promise<void>;
}

/**
 * Registers the process-wide tracer, meter, context manager and W3C propagator. Spans are exported by
 * OTLP/HTTP protobuf when an endpoint is configured (`telemetry.otlp_endpoint`, else the standard
 * variable); without one, trace ids still exist for logs and alerts. A receiver that is away never
 * disturbs the service: the buffer is bounded and failures are counted.
 */
export function startTelemetry(options: TelemetryOptions): Telemetry {
  const resource = defaultResource().merge(
    resourceFromAttributes({
      [ATTR_SERVICE_NAME]: options.service,
      [ATTR_SERVICE_VERSION]: options.version ?? VERSION,
      'service.instance.id': randomUUID(),
      'host.name': hostname(),
    }),
  );
  const prometheus = new PrometheusExporter({ preventServerStart: true, withoutScopeInfo: true });
  const meterProvider = new MeterProvider({ resource, readers: [prometheus] });
  const endpoint = tracesEndpoint(options);
  const tracerProvider = new TracerProvider({
    resource,
    spanLimits: { attributeValueLengthLimit: 4096 },
    spanProcessors:
      endpoint === undefined
        ? []
        : [
            new BatchSpanProcessor({
              exporter: new CountingSpanExporter(
                new OTLPTraceExporter({ url: endpoint, headers: options.config.otlp_headers }),
                meterProvider.getMeter('keywarden.telemetry'),
                options.logger,
              ),
              scheduledDelayMillis: 1_000,
              maxQueueSize: 8_192,
              selfObsMeterProvider: meterProvider,
            }),
          ],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(tracerProvider);
  metrics.setGlobalMeterProvider(meterProvider);

  let closing: Promise<void> | undefined;
  return {
    metricsHandler: (request, response) => {
      prometheus.getMetricsRequestHandler(request, response);
    },
    shutdown: (deadlineMs = 3_000) =>
      (closing ??= close(tracerProvider, meterProvider, deadlineMs)),
  };
}

function tracesEndpoint({ config, env = process.env }: TelemetryOptions): string | undefined {
  const whole = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  const base = config.otlp_endpoint ?? env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (config.otlp_endpoint === undefined && whole !== undefined && whole !== '') return whole;
  if (base === undefined || base === '') return undefined;
  return `${base.replace(/\/+$/, '')}/v1/traces`;
}

async function close(
  tracerProvider: TracerProvider,
  meterProvider: MeterProvider,
  deadlineMs: number,
): Promise<void> {
  const deadline = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => {
    deadline.resolve(undefined);
  }, deadlineMs);
  const flushed = Promise.allSettled([tracerProvider.shutdown(), meterProvider.shutdown()]);
  await Promise.race([flushed, deadline.promise]);
  clearTimeout(timer);
  trace.disable();
  metrics.disable();
  context.disable();
  propagation.disable();
}
