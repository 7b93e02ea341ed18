import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostname } from 'node:os';
import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  NoopSpanProcessor,
  ParentBasedSampler,
} from '@opentelemetry/sdk-trace';
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
 * variable); without one nothing is recorded, and trace ids still exist for logs and alerts. A receiver
 * that is away never disturbs the service: the buffer is bounded and failures are counted.
 */
export function startTelemetry(options: TelemetryOptions): Telemetry {
  const prometheus = new PrometheusExporter({ preventServerStart: true, withoutScopeInfo: true });
  const endpoint = tracesEndpoint(options);
  const sdk = new NodeSDK({
    resource: resourceOf(options),
    autoDetectResources: false,
    metricReaders: [prometheus],
    logRecordProcessors: [],
    textMapPropagator: new W3CTraceContextPropagator(),
    spanLimits: { attributeValueLengthLimit: 4096 },
    // The SDK makes a tracer only with a processor, and without a tracer there would be no ids.
    ...(endpoint === undefined
      ? { sampler: new AlwaysOffSampler(), spanProcessors: [new NoopSpanProcessor()] }
      : {
          sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
          spanProcessors: [exportTo(endpoint, options)],
        }),
  });
  sdk.start();

  let closing: Promise<void> | undefined;
  return {
    metricsHandler: (request, response) => {
      prometheus.getMetricsRequestHandler(request, response);
    },
    shutdown: (deadlineMs = 3_000) => (closing ??= close(sdk, deadlineMs)),
  };
}

function resourceOf({ service, version }: TelemetryOptions) {
  return defaultResource().merge(
    resourceFromAttributes({
      [ATTR_SERVICE_NAME]: service,
      [ATTR_SERVICE_VERSION]: version ?? VERSION,
      'service.instance.id': randomUUID(),
      'host.name': hostname(),
    }),
  );
}

function exportTo(url: string, { config, logger }: TelemetryOptions): BatchSpanProcessor {
  const exporter = new OTLPTraceExporter({ url, headers: config.otlp_headers });
  return new BatchSpanProcessor({
    exporter: new CountingSpanExporter(exporter, logger),
    scheduledDelayMillis: 1_000,
    maxQueueSize: 8_192,
  });
}

function tracesEndpoint({ config, env = process.env }: TelemetryOptions): string | undefined {
  const whole = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  const base = config.otlp_endpoint ?? env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (config.otlp_endpoint === undefined && whole !== undefined && whole !== '') return whole;
  if (base === undefined || base === '') return undefined;
  return `${base.replace(/\/+$/, '')}/v1/traces`;
}

async function close(sdk: NodeSDK, deadlineMs: number): Promise<void> {
  const deadline = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => {
    deadline.resolve(undefined);
  }, deadlineMs);
  await Promise.race([sdk.shutdown().catch(() => undefined), deadline.promise]);
  clearTimeout(timer);
  trace.disable();
  metrics.disable();
  context.disable();
  propagation.disable();
}
