import { join } from 'node:path';
import { notificationOf, type Notifications } from '@keywarden/routing';
import { anAlert } from '@keywarden/testing';
import { expect, it } from 'vitest';
import { buildGo } from '../formats/go-check.ts';
import { repositoryRoot } from '../support/paths.ts';
import { run } from '../support/process.ts';
import { startFaultyServer } from './faulty-server.ts';
import { sinkOf } from './model.ts';
import { otlpModel } from './models/otlp.ts';

const never = new AbortController().signal;
const TIME = '2026-11-26T08:00:00Z';

it("is read as it was meant by the collector's own decoder", async (context) => {
  const check = await buildGo(join(repositoryRoot, 'test/sinks-siem/otlp-check'), 'otlplogs');
  const { path } = check;
  if (path === undefined) return context.skip(check.missing);
  const hostile = 'a\n\u0000\u001b[2J"\\é🔑';
  const alerts = [
    anAlert({ id: 'plain', risk_score: 95, time: '2026-11-24T04:00:00.123456789Z' }),
    anAlert({ id: 'hostile', risk_score: 10, title: hostile, description: hostile }),
  ];
  const server = await startFaultyServer(() => ({ status: 200, body: '{}' }));
  const sink = sinkOf(otlpModel(), server.url, {
    timeout_ms: 10_000,
    resource: { 'k8s.cluster.name': 'prod' },
  });
  const all = alerts.map((alert) => notificationOf(alert, TIME));
  const results = await sink.deliver(all as unknown as Notifications, never);
  expect(results.map(({ outcome }) => outcome)).toEqual(['delivered', 'delivered']);
  await sink.close();
  await server.close();

  const [request] = server.requests;
  expect(request?.url).toBe('/v1/logs');
  expect(request?.headers.authorization).toBe('Bearer otlp-secret-token');
  const { code, stdout, stderr } = await run(path, [], { input: `${request?.body ?? ''}\n` });
  expect(code, stderr.join('\n')).toBe(0);
  const records = stdout.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(records).toMatchObject([
    {
      severity: 21,
      event: 'keywarden.alert',
      trace: alerts[0]?.trace_id,
      span: '',
      resource: { 'service.name': 'keywarden', 'k8s.cluster.name': 'prod' },
      attributes: { 'log.record.uid': 'plain', 'keywarden.risk_score': 95, 'host.name': 'node-1' },
    },
    { severity: 12, attributes: { 'keywarden.alert.id': 'hostile' } },
  ]);
  expect(stdout[0]).toContain('"time":1795492800123456789');
  expect(records[0]?.body).toEqual(alerts[0]);
  expect(records[1]?.body).toEqual(alerts[1]);
});
