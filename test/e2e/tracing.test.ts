import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOtlpReceiver, type OtlpReceiver } from '../support/otlp-receiver.ts';
import { waitFor } from '../support/wait.ts';
import { startThreeServices, type ThreeServices } from './three-services.ts';

describe('one trace from the kernel to the sink', () => {
  let otlp: OtlpReceiver;
  let services: ThreeServices;
  beforeAll(async () => {
    otlp = await startOtlpReceiver();
    services = await startThreeServices({ otlpEndpoint: otlp.url });
  });
  afterAll(async () => {
    await services.close();
    await otlp.close();
  });

  it('links capture, publish, detect, notify and deliver across three processes', async () => {
    execFileSync('/bin/cat', [services.host.path('/etc/kubernetes/pki/ca.key')]);
    const alert = await waitFor(() => services.alerts()[0], { what: 'the alert' });
    const traceId = alert.trace_id ?? '';
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    await otlp.waitForSpans(
      (spans) => spans.some((span) => span.traceId === traceId && span.name === 'deliver soc'),
      { what: 'the delivery', deadlineMs: 60_000 },
    );
    await waitFor(() => otlp.trace(traceId).length >= 7, {
      what: 'the whole trace',
      deadlineMs: 30_000,
    });

    const spans = otlp.trace(traceId);
    const chain: string[] = [];
    let current = spans.find((span) => span.name === 'deliver soc');
    while (current !== undefined) {
      chain.unshift(`${current.serviceName ?? ''}: ${current.name}`);
      const parent: string | undefined = current.parentSpanId;
      current = spans.find((span) => span.spanId === parent);
    }
    expect(chain).toEqual([
      'keywarden-collector: capture security_file_open',
      'keywarden-collector: send keywarden.events.v1',
      'keywarden-detector: process keywarden.events.v1',
      'keywarden-detector: send keywarden.alerts.v1',
      'keywarden-notifier: process keywarden.alerts.v1',
      'keywarden-notifier: deliver soc',
    ]);
    const spanNamed = (name: string) => spans.find((span) => span.name === name);
    const judging = spanNamed('judge TRC-1018');
    expect(judging?.parentSpanId).toBe(spanNamed('process keywarden.events.v1')?.spanId);
    expect(services.receiver.requests[0]?.headers.traceparent).toContain(traceId);
  });
});
