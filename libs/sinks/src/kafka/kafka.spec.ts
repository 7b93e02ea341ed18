import type { OutgoingMessage } from '@keywarden/bus';
import { notificationOf, type Notification, type Notifications } from '@keywarden/routing';
import { anAlert } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { encoderOf, FORMATS, type KafkaFormat } from './formats.js';
import { KafkaSink, type RecordPublisher } from './kafka.js';
import { recordTrace } from './trace-header.js';

const never = new AbortController().signal;
const TIME = '2026-11-24T04:00:09Z';
const firing = notificationOf(anAlert(), TIME);
const resolution = { by: 'alice', reason: 'keys rotated', time: '2026-11-24T05:00:00Z' };
const resolved: Notification = {
  ...firing,
  id: 'r',
  status: 'resolved',
  reason: 'resolved',
  resolution,
};
/** What a record says about the end of an incident; nothing for a format that has no words for it. */
const ENDS: Readonly<Record<KafkaFormat, object | undefined>> = {
  ocsf: { class_uid: 2004, activity_name: 'Close', time: Date.parse(resolution.time) },
  ecs: { '@timestamp': resolution.time, event: { id: 'r', action: 'incident-resolved' } },
  tracee: undefined,
  'tracee-event': undefined,
  'cloudevents-binary': { id: 'r', status: 'resolved', resolution },
  'cloudevents-structured': { type: 'keywarden.alert.resolved.v1', time: resolution.time },
  keywarden: { id: 'r', status: 'resolved', resolution },
};

/** The sink, and what it would have published. */
function sinkOf(
  format: KafkaFormat,
  fail?: (records: readonly OutgoingMessage[]) => Error | undefined,
) {
  const published: OutgoingMessage[] = [];
  const publisher: RecordPublisher = {
    publish: (_topic, records) => {
      const error = fail?.(records);
      if (error !== undefined) return Promise.reject(error);
      published.push(...records);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
  const encode = encoderOf(format, { source: '/keywarden/prod', cluster: 'prod' });
  return { sink: new KafkaSink({ name: 'k', topic: 't', encode }, publisher), published };
}

describe('formats', () => {
  it.each(FORMATS)('%s: one record, the same bytes each time', async (format) => {
    const { sink, published } = sinkOf(format);
    await sink.deliver([firing], never);
    await sink.deliver([firing], never);
    const [first, second] = published;
    expect(first?.key).toBe(firing.incident_id);
    expect(first?.headers?.['keywarden-alert-id']).toBe(firing.alerts[0].id);
    expect(first?.headers?.['content-type']).toMatch(/json/);
    expect(JSON.parse(first?.value.toString() ?? '')).toBeTypeOf('object');
    expect(second).toEqual(first);
  });

  it.each(FORMATS)('%s: tells the end of an incident, or has no words for it', async (format) => {
    const { sink, published } = sinkOf(format);
    expect(await sink.deliver([resolved], never)).toMatchObject([{ outcome: 'delivered' }]);
    const end = ENDS[format];
    expect(published).toHaveLength(end === undefined ? 0 : 1);
    if (end === undefined) return;
    expect(published[0]?.headers).toMatchObject({
      'keywarden-status': 'resolved',
      'keywarden-alert-id': 'r',
    });
    expect(JSON.parse(published[0]?.value.toString() ?? '')).toMatchObject(end);
  });

  it('cloudevents-binary has the attributes in headers and the alert as value', async () => {
    const { sink, published } = sinkOf('cloudevents-binary');
    await sink.deliver([firing], never);
    const { traceparent } = recordTrace(firing.alerts[0]);
    expect(published[0]?.headers).toMatchObject({
      ce_specversion: '1.0',
      ce_id: firing.alerts[0].id,
      ce_source: '/keywarden/prod',
      ce_traceparent: traceparent,
      traceparent,
    });
    expect(JSON.parse(published[0]?.value.toString() ?? '')).toEqual(firing.alerts[0]);
  });
});

describe('recordTrace', () => {
  it('is of the trace of the alert, and nothing without a valid one', () => {
    const [alert] = firing.alerts;
    expect(recordTrace(alert)).toEqual({
      traceparent: `00-${alert.trace_id ?? ''}-${alert.id.slice(0, 16)}-01`,
    });
    expect(recordTrace(anAlert({ trace_id: '0'.repeat(32) }))).toEqual({});
    expect(recordTrace(anAlert({ trace_id: 'x\r\ny' }))).toEqual({});
  });
});

describe('failures', () => {
  const permanent = (): Error => Object.assign(new Error('large'), { type: 'MESSAGE_TOO_LARGE' });
  const batch: Notifications = [firing, { ...firing, incident_id: 'bad' }, firing];

  it('finds the one record that is refused for good', async () => {
    const { sink, published } = sinkOf('ocsf', (records) =>
      records.some(({ key }) => key === 'bad') ? permanent() : undefined,
    );
    const results = await sink.deliver(batch, never);
    expect(results.map(({ outcome }) => outcome)).toEqual(['delivered', 'rejected', 'delivered']);
    expect(published).toHaveLength(2);
  });

  it('asks for the whole batch again after a passing fault', async () => {
    const { sink } = sinkOf('ocsf', () => new Error('no broker'));
    expect(await sink.deliver(batch, never)).toEqual(
      batch.map(() => ({ outcome: 'retry', reason: 't: no broker' })),
    );
  });

  it('does not begin when it is told to give up', async () => {
    const { sink, published } = sinkOf('ocsf');
    expect(await sink.deliver([firing], AbortSignal.abort())).toMatchObject([{ outcome: 'retry' }]);
    expect(published).toEqual([]);
  });
});
