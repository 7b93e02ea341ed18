import { gunzipSync } from 'node:zlib';
import { startHttpReceiver, type ReceivedRequest } from './http-receiver.ts';
import { spansFromJson, spansFromProtobuf, type ExportedSpan } from './otlp-span.ts';
import { waitFor } from './wait.ts';

export type { ExportedSpan } from './otlp-span.ts';

export interface OtlpReceiver {
  /** Base URL for OTEL_EXPORTER_OTLP_ENDPOINT; traces arrive at /v1/traces below it. */
  readonly url: string;
  /** Every span received so far, in order of arrival. */
  spans(): readonly ExportedSpan[];
  /** Spans of one trace, by start time. */
  trace(traceId: string): readonly ExportedSpan[];
  /** Waits until the received spans satisfy `enough`, and returns them all. */
  waitForSpans(
    enough: (spans: readonly ExportedSpan[]) => boolean,
    options: { readonly what: string; readonly deadlineMs?: number },
  ): Promise<readonly ExportedSpan[]>;
  close(): Promise<void>;
}

/** A real OTLP/HTTP endpoint that decodes trace exports in JSON and protobuf, gzipped or not. */
export async function startOtlpReceiver(options: { port?: number } = {}): Promise<OtlpReceiver> {
  const spans: ExportedSpan[] = [];
  const receiver = await startHttpReceiver(options);
  receiver.answerWith((request) => {
    if (!request.url.startsWith('/v1/traces')) {
      return { status: 200 };
    }
    const isJson = request.headers['content-type']?.includes('json') ?? false;
    try {
      spans.push(
        ...(isJson ? spansFromJson(content(request)) : spansFromProtobuf(content(request))),
      );
    } catch (error) {
      return { status: 400, body: `cannot decode the export: ${String(error)}` };
    }
    return {
      headers: { 'content-type': isJson ? 'application/json' : 'application/x-protobuf' },
      body: isJson ? '{}' : '',
    };
  });

  return {
    url: receiver.url,
    spans: () => spans,
    trace: (traceId) =>
      spans
        .filter((span) => span.traceId === traceId)
        .sort((a, b) => (a.startTime < b.startTime ? -1 : a.startTime > b.startTime ? 1 : 0)),
    waitForSpans: async (enough, { what, deadlineMs = 30_000 }) => {
      await waitFor(() => enough(spans), { what: `spans: ${what}`, deadlineMs });
      return [...spans];
    },
    close: () => receiver.close(),
  };
}

function content({ headers, body }: ReceivedRequest): Buffer {
  return headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}
