import { isSpanContextValid, trace } from '@opentelemetry/api';
import pino from 'pino';
import { prettyFactory } from 'pino-pretty';
import { redactKeys, redactUrls } from './redact.js';

export type Logger = pino.Logger;

export interface LoggerOptions {
  /** `service` field of every line, e.g. `keywarden-detector`. */
  service: string;
  level: string;
  /** `auto`: pretty when standard error is a terminal, else JSON. */
  format: 'json' | 'pretty' | 'auto';
  /** Default: standard error, so that standard output stays free for alerts. */
  destination?: { write(line: string): void };
}

/**
 * Structured logger: one JSON object a line, ISO time, `trace_id` and `span_id` of the active span.
 * Values of keys that name secrets and credentials in URLs are redacted.
 */
export function createLogger(options: LoggerOptions): Logger {
  const isPretty =
    options.format === 'pretty' || (options.format === 'auto' && process.stderr.isTTY);
  return pino(
    {
      level: options.level,
      base: { service: options.service },
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: traceFields,
      formatters: {
        level: (label) => ({ level: label }),
        log: redactKeys,
      },
      hooks: {
        streamWrite: (line) => (isPretty ? displaySafe(redactUrls(line)) : redactUrls(line)),
      },
    },
    isPretty ? prettyStream(options.destination) : (options.destination ?? stderrStream()),
  );
}

function stderrStream(): pino.DestinationStream {
  return pino.destination({ fd: 2, sync: true });
}

function prettyStream(destination: LoggerOptions['destination']): pino.DestinationStream {
  const sink = destination ?? stderrStream();
  const prettify = prettyFactory({
    colorize: destination === undefined && (process.env.NO_COLOR ?? '') === '',
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,hostname,service',
  });
  return {
    write(line: string) {
      sink.write(prettify(line));
    },
  };
}

function traceFields(): object {
  const context = trace.getActiveSpan()?.spanContext();
  if (context === undefined || !isSpanContextValid(context)) return {};
  return { trace_id: context.traceId, span_id: context.spanId };
}

/**
 * Doubles the escapes of control characters in a JSON line, so that a pretty-printer which decodes it
 * shows `\u001b` as text instead of sending the character to a terminal. Newlines and tabs stay.
 */
export function displaySafe(jsonLine: string): string {
  // C1 controls and DEL stand raw in JSON; all others are escaped there already.
  return jsonLine.replace(/\\(?:\\|[bfr]|u00[01][0-9a-f])|[\x7f-\x9f]/gi, (found) => {
    if (found === '\\\\') return found;
    if (found.startsWith('\\')) return `\\${found}`;
    return `\\\\x${found.charCodeAt(0).toString(16)}`;
  });
}
