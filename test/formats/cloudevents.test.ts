import {
  toCloudEvent,
  toHttpBinary,
  toHttpStructured,
  toKafkaBinary,
  toKafkaStructured,
  type KeywardenCloudEvent,
} from '@keywarden/formats';
import { HTTP, Kafka, type CloudEventV1, type KafkaMessage } from 'cloudevents';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileAlert } from './hostile.ts';
import { alerts, ends } from './samples.ts';

type Received = CloudEventV1<unknown> & { validate(): boolean };

const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

/** The event as the SDK of the CloudEvents project reads it, in each mode and binding. */
const readers: Record<string, (event: KeywardenCloudEvent) => Received> = {
  'Kafka, binary': (event) => fromKafka(toKafkaBinary(event)),
  'Kafka, structured': (event) => fromKafka(toKafkaStructured(event)),
  'HTTP, binary': (event) => fromHttp(toHttpBinary(event)),
  'HTTP, structured': (event) => fromHttp(toHttpStructured(event)),
};

function fromKafka({ key, value, headers }: ReturnType<typeof toKafkaBinary>): Received {
  const message: KafkaMessage = {
    key,
    value: value.toString(),
    headers,
    body: value.toString(),
    timestamp: '0',
  };
  return Kafka.toEvent(message) as Received;
}

function fromHttp({ headers, body }: ReturnType<typeof toHttpBinary>): Received {
  return HTTP.toEvent({ headers, body: body.toString() }) as Received;
}

/** The SDK leaves the percent-encoding of HTTP headers to its user. */
function decoded(name: string, value: unknown): unknown {
  return name === 'HTTP, binary' && typeof value === 'string' ? decodeURIComponent(value) : value;
}

describe.each(Object.entries(readers))('CloudEvents over %s', (name, read) => {
  it.each(Object.entries(alerts))('carries the alert: %s', (_name, alert) => {
    const sent = toCloudEvent(alert, { source: '/keywarden/prod', traceparent: TRACE });
    const got = read(sent);
    expect(got.validate()).toBe(true);
    const { data, riskscore, ...attributes } = sent;
    for (const [key, value] of Object.entries(attributes)) {
      expect(decoded(name, got[key])).toEqual(key === 'time' ? expect.anything() : value);
    }
    expect(Date.parse(String(got.time))).toBe(Date.parse(alert.time));
    expect(Number(got.riskscore)).toBe(riskscore);
    expect(got.data).toEqual(JSON.parse(JSON.stringify(data)));
    expect(got.data).toEqual(JSON.parse(JSON.stringify(alert)));
  });

  it.each(Object.entries(ends))('tells the end by its type and time: %s', (_name, end) => {
    const got = read(toCloudEvent(end, { source: '/keywarden/prod' }));
    expect(got.validate()).toBe(true);
    expect(decoded(name, got.type)).toBe('keywarden.alert.resolved.v1');
    expect(Date.parse(String(got.time))).toBe(Date.parse('2026-11-24T05:00:00.5Z'));
    expect(got.data).toMatchObject({ status: 'resolved', resolution: { by: 'alice' } });
  });

  it('carries hostile text exactly', () => {
    fc.assert(
      fc.property(hostileAlert, (alert) => {
        const sent = toCloudEvent(alert, { source: '/keywarden/prod' });
        const got = read(sent);
        expect(got.validate()).toBe(true);
        expect(decoded(name, got.subject)).toBe(sent.subject);
        expect(got.data).toEqual(JSON.parse(JSON.stringify(sent.data)));
      }),
      { numRuns: 60 },
    );
  });

  it('is refused with an empty source', () => {
    const sent = { ...toCloudEvent(alerts.open!, { source: '/x' }), source: '' };
    expect(() => read(sent).validate()).toThrow();
  });
});
