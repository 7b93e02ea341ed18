import { context, trace, TraceFlags } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { afterEach, describe, expect, it } from 'vitest';
import { createLogger, type LoggerOptions } from './logger.js';

function capture(format: LoggerOptions['format']) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { lines, logger: createLogger({ service: 'svc', level: 'info', format, destination }) };
}

describe('createLogger', () => {
  afterEach(() => {
    context.disable();
  });

  it('writes JSON lines with service, level and ISO time, secrets redacted', () => {
    const { lines, logger } = capture('json');
    logger.info({ redis: { url: 'redis://u:p@h', password: 'x' } }, 'hello');
    logger.debug('not shown');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      service: 'svc',
      msg: 'hello',
      redis: { url: 'redis://[redacted]@h', password: '[redacted]' },
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
    });
  });

  it('adds the ids of the active span', () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const { lines, logger } = capture('json');
    const ids = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
    const span = trace.wrapSpanContext({ ...ids, traceFlags: TraceFlags.SAMPLED });
    context.with(trace.setSpan(context.active(), span), () => {
      logger.info('inside');
    });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      trace_id: ids.traceId,
      span_id: ids.spanId,
    });
  });

  it('shows control characters as text when pretty, and exactly when JSON', () => {
    const hostile = 'a\u001b[31mb\rc\u009bd\\u001b';
    const pretty = capture('pretty');
    pretty.logger.info({ path: hostile }, hostile);
    const text = pretty.lines.join('');
    expect(text.match(/[^\P{Cc}\n]/gu)).toBeNull();
    expect(text).toContain('a\\u001b[31mb');

    const json = capture('json');
    json.logger.info({ path: hostile }, 'x');
    expect(JSON.parse(json.lines[0] ?? '')).toMatchObject({ path: hostile });
  });
});
