import { metrics, type Counter } from '@opentelemetry/api';
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from './logger.js';

const LOG_INTERVAL_MS = 60_000;

/** Passes spans on, counts those exported and those lost, and says at most once a minute why. */
export class CountingSpanExporter implements SpanExporter {
  readonly #inner: SpanExporter;
  /** Made at the first export: the meter is registered after the exporter is made. */
  #spans: Counter | undefined;
  readonly #logger: Logger | undefined;
  #loggedAt = -Infinity;
  #lostSinceLog = 0;

  constructor(inner: SpanExporter, logger?: Logger) {
    this.#inner = inner;
    this.#logger = logger;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#inner.export(spans, (result) => {
      const isLost = result.code === ExportResultCode.FAILED;
      this.#count(spans.length, isLost ? 'lost' : 'exported');
      if (isLost) this.#report(spans.length, result.error);
      done(isLost ? { code: ExportResultCode.FAILED } : result);
    });
  }

  #count(spans: number, outcome: 'exported' | 'lost'): void {
    this.#spans ??= metrics
      .getMeter('keywarden.telemetry')
      .createCounter('keywarden.telemetry.spans.exported', {
        description: 'Spans handed to the OTLP exporter, by outcome.',
      });
    this.#spans.add(spans, { outcome });
  }

  #report(lost: number, err: Error | undefined): void {
    this.#lostSinceLog += lost;
    if (performance.now() - this.#loggedAt < LOG_INTERVAL_MS) return;
    this.#loggedAt = performance.now();
    this.#logger?.warn({ err, lost_spans: this.#lostSinceLog }, 'traces could not be exported');
    this.#lostSinceLog = 0;
  }

  async forceFlush(): Promise<void> {
    await this.#inner.forceFlush?.();
  }

  async shutdown(): Promise<void> {
    await this.#inner.shutdown();
  }
}
