import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Notification } from '@keywarden/routing';
import { createSinks, sinkConfig } from '@keywarden/sinks';
import { anAlert } from '@keywarden/testing';
import { expect, it } from 'vitest';
import { tempDir } from '../support/temp.ts';
import { startFaultyServer, type Received } from './faulty-server.ts';
import { sinkOf, type Model } from './model.ts';
import { elasticsearchModel } from './models/elasticsearch.ts';
import { lokiModel } from './models/loki.ts';
import { otlpModel } from './models/otlp.ts';
import { s3Model } from './models/s3.ts';
import { splunkModel } from './models/splunk.ts';

const never = new AbortController().signal;
const TIME = '2026-11-24T05:00:00.5Z';
const resolution = { by: 'alice', reason: 'keys rotated', time: TIME };
/** What is told of an incident that the timers have closed: the gravest alert, and no alert of the end. */
const end: Notification = {
  id: 'the-end',
  incident_id: 'the-incident',
  status: 'resolved',
  reason: 'resolved',
  time: '2026-11-24T05:00:01Z',
  alerts: [anAlert({ id: 'the-theft', incident_id: 'the-incident', risk_score: 95 })],
  told_before: 1,
  muted: 0,
  resolution,
};
/** The same in Keywarden's own form, whatever carries it. */
const document = { id: 'the-end', incident_id: 'the-incident', status: 'resolved', resolution };

/** The request by which a sink tells the end. */
async function requestOf(model: Model, further: object = {}): Promise<Received> {
  const server = await startFaultyServer((request) => model.receive(request, () => true));
  const sink = sinkOf(model, server.url, { timeout_ms: 10_000, ...further });
  expect(await sink.deliver([end], never)).toMatchObject([{ outcome: 'delivered' }]);
  await sink.close();
  await server.close();
  const [request] = server.requests;
  if (request === undefined) throw new Error('nothing was sent');
  return request;
}

it('Elasticsearch gets a document of its own, which is no alert', async () => {
  const { body } = await requestOf(elasticsearchModel(), { format: 'ecs' });
  const [action, source] = body.split('\n').map((line) => JSON.parse(line || '{}') as unknown);
  expect(action).toEqual({ create: { _id: 'the-end' } });
  expect(source).toMatchObject({
    '@timestamp': TIME,
    event: { kind: 'event', action: 'incident-resolved', id: 'the-end', reason: 'keys rotated' },
  });
});

it('Splunk gets an event that asks for nothing', async () => {
  expect(JSON.parse((await requestOf(splunkModel())).body)).toMatchObject({
    time: (Date.parse(TIME) / 1_000).toFixed(3),
    event: document,
    fields: {
      alert_id: 'the-end',
      incident_id: 'the-incident',
      severity: 'info',
      status: 'resolved',
    },
  });
});

it('Loki gets a line in the stream of what asks for nothing', async () => {
  const { streams } = JSON.parse((await requestOf(lokiModel())).body) as {
    streams: [{ stream: object; values: [[string, string, object]] }];
  };
  const [{ stream, values }] = streams;
  const [[time, line, metadata]] = values;
  expect(stream).toMatchObject({ severity: 'info' });
  expect(time).toBe(`${String(Date.parse(TIME))}000000`);
  expect(JSON.parse(line)).toMatchObject(document);
  expect(metadata).toMatchObject({ status: 'resolved', event_time: TIME, alert_id: 'the-end' });
});

it('a collector of OpenTelemetry gets a record with an event name of its own', async () => {
  const { body } = await requestOf(otlpModel());
  expect(JSON.parse(body)).toMatchObject({
    resourceLogs: [
      {
        scopeLogs: [
          {
            logRecords: [
              {
                timeUnixNano: `${String(Date.parse(TIME))}000000`,
                eventName: 'keywarden.alert.resolved',
                severityNumber: 9,
                severityText: 'INFO',
              },
            ],
          },
        ],
      },
    ],
  });
});

it('S3 gets it below the hour of the end', async () => {
  const { url, body } = await requestOf(s3Model());
  expect(decodeURIComponent(url)).toContain('/dt=2026-11-24/hour=05/');
  expect(JSON.parse(body)).toMatchObject(document);
});

it.each([
  ['keywarden', (line: string) => JSON.parse(line) as unknown, document],
  ['ocsf', (line: string) => JSON.parse(line) as unknown, { activity_id: 3, status: 'Resolved' }],
  [
    'cef',
    (line: string) => ({ line }),
    { line: expect.stringContaining('act=resolved') as string },
  ],
])('a file gets it as %s', async (format, read, expected) => {
  const path = join(tempDir('end'), 'alerts.jsonl');
  const [sink] = createSinks([sinkConfig.parse({ type: 'jsonl', path, format })]);
  await sink?.deliver([end], never);
  await sink?.close();
  expect(read(readFileSync(path, 'utf8'))).toMatchObject(expected);
});

it('a syslog server gets a message that informs, with the status in its structured data', async () => {
  const server = createSocket('udp4').bind(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const settings = { type: 'syslog', protocol: 'udp', host: '127.0.0.1', port, format: 'cef' };
  const [sink] = createSinks([sinkConfig.parse(settings)]);
  const received = once(server, 'message') as Promise<[Buffer]>;
  await sink?.deliver([end], never);
  const [message] = await received;
  await sink?.close();
  server.close();
  // authpriv (10) and informational (6): 10 * 8 + 6.
  expect(message.toString()).toMatch(/^<86>1 2026-11-24T05:00:00\.5Z node-1 keywarden - resolved /);
  expect(message.toString()).toContain(' status="resolved"]');
});
