import { TOPICS, type Alert } from '@keywarden/contracts';
import type { DeliveryRecord, IncidentNote, Silence } from '@keywarden/routing';
import { anAlert, anOpenEvent } from '@keywarden/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLI, NODE } from '../e2e/cli.ts';
import { testClient } from '../kafka/admin.ts';
import { startKafka, type KafkaBroker } from '../kafka/broker.ts';
import { startHttpReceiver, type HttpReceiver } from '../support/http-receiver.ts';
import { start, type RunningProcess } from '../support/process.ts';
import { startRedis, type RedisServer } from '../support/redis.ts';
import { waitFor } from '../support/wait.ts';
import { dutyCli, type DutyCli } from './duty-config.ts';

const SILENCED = 'silenced00000000';
const ACKNOWLEDGED = 'acknowledged0000';
const OPEN = 'open000000000000';
const ESCALATE_AFTER_MS = 40_000;
/** More than the minute after which a receiver looks again whether a mute has ended. */
const UNMUTED_DEADLINE_MS = 120_000;

let kafka: KafkaBroker;
let redis: RedisServer;
let receiver: HttpReceiver;
let notifier: RunningProcess;
let cli: DutyCli;

beforeAll(async () => {
  [kafka, redis, receiver] = await Promise.all([startKafka(), startRedis(), startHttpReceiver()]);
  const sink = (name: string) => ({ type: 'webhook', name, url: `${receiver.url}/${name}` });
  cli = dutyCli({
    kafka: { brokers: [kafka.bootstrap], partitions: 1 },
    redis: { url: redis.url },
    log: { format: 'json' },
    notifier: {
      sinks: [sink('people'), sink('boss')],
      receivers: { people: { style: 'people' } },
      route: {
        receivers: ['people'],
        group_wait_ms: 0,
        group_interval_ms: 0,
        repeat_interval_ms: 45_000,
        escalation: [{ after_ms: ESCALATE_AFTER_MS, receivers: ['boss'] }],
      },
    },
  });
  notifier = await start(NODE, [CLI, 'notify', '--config', cli.file]);
  await notifier.waitForLine(/"msg":"ready"/, 120_000);
});

afterAll(async () => {
  await notifier.stop();
  await Promise.all([kafka.stop(), redis.stop(), receiver.close()]);
});

/** Ids of the incidents that a receiver was told of, in order. */
function toldTo(name: string): string[] {
  return receiver.requests
    .filter(({ url }) => url === `/${name}`)
    .map(({ body }) => (JSON.parse(body.toString()) as Alert).incident_id);
}

async function publish(...incidents: string[]): Promise<void> {
  const producer = testClient(kafka.bootstrap).producer();
  await producer.connect();
  const messages = incidents.map((incident_id) => {
    const event = anOpenEvent({ node: `node-of-${incident_id}` });
    const alert = anAlert({ id: `alert-${incident_id}`, incident_id, event });
    return { key: incident_id, value: JSON.stringify(alert) };
  });
  await producer.send({ topic: TOPICS.alerts, messages });
  await producer.disconnect();
}

/** Everything on the alert topic, until one is there that is wanted. */
async function alertOnTopic(isWanted: (alert: Alert) => boolean): Promise<Alert & { key: string }> {
  const consumer = testClient(kafka.bootstrap).consumer({ groupId: 'duty-test' });
  await consumer.connect();
  try {
    await consumer.subscribe({ topic: TOPICS.alerts, fromBeginning: true });
    const found = Promise.withResolvers<Alert & { key: string }>();
    await consumer.run({
      eachMessage: ({ message }) => {
        const alert = JSON.parse(String(message.value)) as Alert;
        if (isWanted(alert)) found.resolve({ ...alert, key: String(message.key) });
        return Promise.resolve();
      },
    });
    return await found.promise;
  } finally {
    await consumer.disconnect();
  }
}

const outcomesOf = async (incident: string): Promise<string[]> => {
  const log = await cli.json<DeliveryRecord>('deliveries', '--incident', incident);
  return log.map(({ receiver: name, reason, outcome }) => `${name} ${reason} ${outcome}`).reverse();
};

describe('what people decide while the notifier runs', () => {
  it('silences, acknowledges, and closes', { timeout: 400_000 }, async () => {
    const [silence] = await cli.json<Silence>(
      ...['silence', 'add', `node = node-of-${SILENCED}`],
      ...['--duration', '1h', '--reason', 'drill'],
    );
    await publish(SILENCED, ACKNOWLEDGED, OPEN);
    await waitFor(() => toldTo('people').includes(OPEN), { what: 'the open incident' });
    await waitFor(() => toldTo('people').includes(ACKNOWLEDGED), { what: 'the other incident' });
    await cli.json('incidents', 'ack', ACKNOWLEDGED);

    const muted = await cli.json<DeliveryRecord>('deliveries', '--incident', SILENCED);
    expect(muted).toMatchObject([
      {
        receiver: 'people',
        outcome: 'muted',
        detail: `silenced: silence ${silence?.id ?? ''} by alice: drill`,
      },
    ]);
    expect(toldTo('people')).not.toContain(SILENCED);
    await cli.json('silence', 'end', silence?.id ?? '');

    const wait = { what: 'the escalation', deadlineMs: ESCALATE_AFTER_MS + 30_000 };
    await waitFor(() => toldTo('boss').includes(OPEN), wait);
    const repeated = (): boolean => toldTo('people').filter((id) => id === OPEN).length > 1;
    await waitFor(repeated, { what: 'the repeat', deadlineMs: 90_000 });
    // The same wait has passed for the incident that somebody took charge of.
    expect(toldTo('boss')).toEqual([OPEN]);
    expect(toldTo('people').filter((id) => id === ACKNOWLEDGED)).toHaveLength(1);

    const late = { what: 'what was muted', deadlineMs: UNMUTED_DEADLINE_MS };
    await waitFor(() => toldTo('people').includes(SILENCED), late);
    expect(await outcomesOf(SILENCED)).toEqual(['people alert muted', 'people unmuted delivered']);

    await cli.json('incidents', 'resolve', OPEN, '--reason', 'it was us', '--by', 'bob');
    const resolved = await alertOnTopic(({ status }) => status === 'resolved');
    expect(resolved).toMatchObject({
      key: OPEN,
      incident_id: OPEN,
      resolution: { by: 'bob', reason: 'it was us' },
    });
    expect(resolved.id).not.toBe(`alert-${OPEN}`);
    const isClosed = (body: Buffer): boolean => {
      const { incident_id, status } = JSON.parse(body.toString()) as Partial<Alert>;
      return incident_id === OPEN && status === 'resolved';
    };
    const isTold = (): boolean =>
      receiver.requests.some(({ url, body }) => url === '/people' && isClosed(body));
    await waitFor(isTold, { what: 'the end of the incident' });
    const [note] = await cli.json<IncidentNote & { state: string }>('incidents', 'show', OPEN);
    expect(note).toMatchObject({ state: 'resolved', alerts: 1, resolved: { reason: 'it was us' } });
    const again = await cli.run('incidents', 'resolve', OPEN, '--reason', 'twice');
    expect(again.stderr).toContain('by bob already');
    expect(again.exit.code).toBe(2);
  });
});
