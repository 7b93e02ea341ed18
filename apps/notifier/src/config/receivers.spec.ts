import { sinkConfig } from '@keywarden/sinks';
import { describe, expect, it } from 'vitest';
import { buildReceiver, circuit } from './receivers.js';

const defaults = {
  concurrency: 1,
  max_pending: 1,
  attempt_timeout_ms: 1_000,
  retry: { max_attempts: 1, max_elapsed_ms: 1, first_delay_ms: 1, max_delay_ms: 1 },
  circuit: circuit.parse(undefined),
};

function resolves(config: object): boolean {
  const parsed = sinkConfig.parse(config);
  const sink = {
    name: parsed.name,
    type: parsed.type,
    maxBatch: 1,
    lingerMs: 0,
    deliver: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  };
  return buildReceiver(sink, parsed, {}, defaults).resolves;
}

const url = 'https://siem.example';
const KNOW_ENDS = [
  { type: 'elasticsearch', urls: [url] },
  { type: 'splunk', url, token: 't' },
  { type: 'loki', url },
  { type: 's3', bucket: 'b' },
  { type: 'otlp', url },
  { type: 'jsonl', path: '/tmp/x' },
  { type: 'syslog', host: 'h' },
  { type: 'kafka' },
  { type: 'webhook', url },
];

describe('the end of an incident', () => {
  it.each(KNOW_ENDS)('is told to $type unless the configuration says no', (config) => {
    expect(resolves(config)).toBe(true);
    expect(resolves({ ...config, send_resolved: false })).toBe(false);
  });

  it('is not told to falcosidekick, whose events have no end', () => {
    expect(resolves({ type: 'falco', url })).toBe(false);
    expect(() => resolves({ type: 'falco', url, send_resolved: true })).toThrow('send_resolved');
  });
});
