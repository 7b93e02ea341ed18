import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KafkaPublisher } from '@keywarden/bus';
import { TOPICS } from '@keywarden/contracts';
import { anAlert } from '@keywarden/testing';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keywarden } from '../cli/keywarden.ts';
import { CLI, NODE } from '../e2e/cli.ts';
import { startKafka, type KafkaBroker } from '../kafka/broker.ts';
import {
  startHttpReceiver,
  type HttpReceiver,
  type ReceivedRequest,
} from '../support/http-receiver.ts';
import { start, type RunningProcess } from '../support/process.ts';
import { startRedis, type RedisServer } from '../support/redis.ts';
import { tempDir } from '../support/temp.ts';
import { waitFor } from '../support/wait.ts';

interface Listed {
  ref: string;
  code: string;
  sink: string;
  alert: string;
  notification?: { id: string; reason: string };
  attempts: { error: string }[];
  replayed?: string;
}

let kafka: KafkaBroker;
let redis: RedisServer;
let soc: HttpReceiver;
let lead: HttpReceiver;
let notifier: RunningProcess;
let file: string;

const told = ({ body }: ReceivedRequest): { reason?: string } =>
  JSON.parse(body.toString()) as { reason?: string };
const idOf = ({ headers }: ReceivedRequest): unknown => headers['x-keywarden-delivery'];

beforeAll(async () => {
  const topics = [TOPICS.alerts, TOPICS.deadLetters].map((topic) => ({ topic, partitions: 1 }));
  [kafka, redis, soc, lead] = await Promise.all([
    startKafka({ topics }),
    startRedis(),
    startHttpReceiver(),
    startHttpReceiver(),
  ]);
  // The first takes alerts and no repeats, the second takes nothing.
  soc.answerWith((request) => ({ status: told(request).reason === 'repeat' ? 404 : 200 }));
  lead.answerWith({ status: 400, body: 'no such person' });
  file = join(tempDir('lost'), 'keywarden.yaml');
  const sinkOf = (name: string, { url }: HttpReceiver): object => ({ type: 'webhook', name, url });
  const config = {
    kafka: { brokers: [kafka.bootstrap] },
    redis: { url: redis.url, key_prefix: 'lost' },
    notifier: {
      sinks: [sinkOf('soc', soc), sinkOf('lead', lead)],
      receivers: { soc: { style: 'people' }, lead: { style: 'people' } },
      route: {
        receivers: ['soc'],
        ...{ group_wait_ms: 0, repeat_interval_ms: 1_500 },
        escalation: [{ after_ms: 1_000, receivers: ['lead'] }],
      },
    },
  };
  writeFileSync(file, JSON.stringify(config));
  notifier = await start(NODE, [CLI, 'notify', '--config', file]);
  await notifier.waitForLine(/delivering alerts/, 90_000);
});

afterAll(async () => {
  await notifier.stop();
  await Promise.allSettled([kafka.stop(), redis.stop(), soc.close(), lead.close()]);
});

const letters = async (): Promise<Listed[]> => {
  const args = ['dead-letters', 'list', '--output', 'json', '--config', file];
  const { stdout } = await keywarden(args);
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Listed]));
};

it('a repeat and an escalation that nobody took are dead letters, and are told again', async () => {
  const logger = pino({ level: 'silent' });
  const publisher = new KafkaPublisher({ brokers: [kafka.bootstrap], clientId: 'test', logger });
  const alert = anAlert({ id: 'theft', incident_id: 'incident' });
  await publisher.publish(TOPICS.alerts, [
    { key: 'incident', value: Buffer.from(JSON.stringify(alert)) },
  ]);
  await publisher.close();
  await waitFor(async () => (await letters()).length >= 2, {
    what: 'two dead letters',
    deadlineMs: 60_000,
  });
  const found = await letters();
  const [escalation, repeat] = ['escalation', 'repeat'].map((reason) =>
    found.find(({ notification }) => notification?.reason === reason),
  );
  expect(escalation).toMatchObject({
    code: 'KW_SINK_REJECTED',
    sink: 'lead',
    alert: 'theft',
    attempts: [{ error: expect.stringContaining('HTTP 400: no such person') as string }],
  });
  expect(repeat).toMatchObject({ sink: 'soc', alert: 'theft', attempts: [{}] });
  const { stdout } = await keywarden([
    ...['dead-letters', 'show', repeat?.ref ?? '', '--config', file],
  ]);
  expect(stdout).toContain(`news      repeat, notification ${String(repeat?.notification?.id)}`);

  soc.answerWith({ status: 200 });
  lead.answerWith({ status: 200 });
  const refs = [escalation?.ref ?? '', repeat?.ref ?? ''];
  const replay = await keywarden(['dead-letters', 'replay', ...refs, '--yes', '--config', file]);
  expect(replay.stdout).toBe('Replayed 2 dead letter(s).');
  for (const [receiver, letter] of [
    [lead, escalation],
    [soc, repeat],
  ] as const) {
    const { id, reason } = letter?.notification ?? {};
    const before = letter?.attempts.length ?? 0;
    await waitFor(() => receiver.requests.filter((one) => idOf(one) === id).length > before, {
      what: `the ${String(reason)} to be told again`,
      deadlineMs: 30_000,
    });
    const last = receiver.requests.findLast((one) => idOf(one) === id);
    expect(last === undefined ? undefined : told(last)).toMatchObject({ reason });
  }
  expect((await letters()).filter(({ replayed }) => replayed !== undefined)).toHaveLength(2);
});
