import type { Alert } from '@keywarden/contracts';
import { notificationOf, type Notifications, type Sink } from '@keywarden/routing';
import { createSinks, sinksConfig } from '@keywarden/sinks';
import { anAlert } from '@keywarden/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startKafka, type KafkaBroker } from './broker.ts';
import { readTopic } from './read.ts';

const never = new AbortController().signal;
const TIME = '2026-11-24T04:00:02Z';

let broker: KafkaBroker;
let topics = 0;
const open: Sink[] = [];
beforeAll(async () => {
  broker = await startKafka();
});
afterAll(async () => {
  await broker.stop();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((sink) => sink.close()));
});

async function freshTopic(config: Record<string, string> = {}): Promise<string> {
  const topic = `findings-${String((topics += 1))}`;
  await broker.createTopics([{ topic, partitions: 3, config }]);
  return topic;
}

function sinkTo(topic: string, settings: object = {}): Sink {
  const config = sinksConfig.parse([
    { type: 'kafka', brokers: [broker.bootstrap], topic, format: 'keywarden', ...settings },
  ]);
  const [sink] = createSinks(config);
  open.push(sink!);
  return sink!;
}

const alertOf = (n: number, more: Partial<Alert> = {}): Alert =>
  anAlert({ id: n.toString(16).padStart(32, 'a'), ...more });
const notifications = (...alerts: Alert[]): Notifications =>
  alerts.map((alert) => notificationOf(alert, TIME)) as unknown as Notifications;

describe('the Kafka sink', () => {
  it('publishes a batch with key, headers and the trace of each alert', async () => {
    const topic = await freshTopic();
    const alerts = Array.from({ length: 20 }, (_, n) =>
      alertOf(n, { incident_id: `incident-${String(n % 3)}` }),
    );
    const results = await sinkTo(topic).deliver(notifications(...alerts), never);
    expect(results).toEqual(
      alerts.map(() => ({ outcome: 'delivered', answer: `acknowledged in ${topic}` })),
    );
    const records = await readTopic(broker.bootstrap, topic, 20);
    const byId = new Map(records.map((record) => [record.headers['keywarden-alert-id'], record]));
    for (const alert of alerts) {
      const record = byId.get(alert.id);
      expect(record?.key).toBe(alert.incident_id);
      expect(JSON.parse(record?.value?.toString() ?? '')).toEqual(alert);
      expect(record?.headers).toMatchObject({
        'content-type': 'application/json',
        'keywarden-status': 'firing',
        traceparent: `00-${alert.trace_id ?? ''}-${alert.id.slice(0, 16)}-01`,
      });
    }
    const partitions = new Set(
      records.map(({ key, partition }) => `${key ?? ''}@${String(partition)}`),
    );
    expect(partitions.size).toBe(3);
  });

  it('refuses for good only the alert that is too large', async () => {
    const topic = await freshTopic({ 'max.message.bytes': '50000' });
    const large = alertOf(2, { description: 'x'.repeat(60_000) });
    const batch = notifications(alertOf(1), large, alertOf(3));
    const results = await sinkTo(topic).deliver(batch, never);
    expect(results.map(({ outcome }) => outcome)).toEqual(['delivered', 'rejected', 'delivered']);
    expect(JSON.stringify(results[1])).toContain('MESSAGE_TOO_LARGE');
  });

  it('refuses for good when the topic does not exist', async () => {
    const results = await sinkTo('nowhere').deliver(notifications(alertOf(1)), never);
    expect(results).toMatchObject([{ outcome: 'rejected' }]);
    expect(JSON.stringify(results)).toContain('UNKNOWN_TOPIC_OR_PARTITION');
  });

  it('asks for a repetition when no broker answers, and when told to give up', async () => {
    const unreachable = sinkTo('any', { brokers: ['127.0.0.1:1'] });
    expect(await unreachable.deliver(notifications(alertOf(1)), never)).toMatchObject([
      { outcome: 'retry' },
    ]);
    const topic = await freshTopic();
    const sink = sinkTo(topic);
    await sink.deliver(notifications(alertOf(1)), never);
    const abandon = new AbortController();
    broker.pause();
    try {
      const attempt = sink.deliver(notifications(alertOf(2)), abandon.signal);
      abandon.abort();
      expect(await attempt).toEqual([{ outcome: 'retry', reason: 'told to give up' }]);
    } finally {
      broker.resume();
    }
  });

  it('needs brokers from somewhere, and refuses a topic that would come back as alerts', () => {
    const config = sinksConfig.parse([{ type: 'kafka', name: 'soc' }]);
    expect(() => createSinks(config)).toThrow('there are no brokers');
    const kafka = { brokers: [broker.bootstrap], client_id: 'notifier' };
    open.push(...createSinks(config, { kafka }));
    const parse = (settings: object) =>
      sinksConfig.safeParse([{ type: 'kafka', ...settings }]).success;
    expect(parse({ topic: 'keywarden.alerts.v1' })).toBe(false);
    expect(parse({ topic: 'a/b' })).toBe(false);
    expect(parse({ tls: {} })).toBe(false);
    expect(parse({ brokers: ['a:1'], tls: {} })).toBe(true);
  });
});
