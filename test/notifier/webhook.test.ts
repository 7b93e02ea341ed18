import { createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { InProcessBus } from '@keywarden/bus';
import { InProcessTransport } from '@keywarden/bus/nest';
import { DEAD_LETTER_HEADERS, TOPICS, type Alert } from '@keywarden/contracts';
import { notifierSection, startNotifier } from '@keywarden/notifier';
import { createLogger, Health } from '@keywarden/platform';
import { startTelemetry, type Telemetry } from '@keywarden/platform/telemetry';
import {
  connectRedis,
  RedisDutyStore,
  RedisNotificationStore,
  type RedisConnection,
} from '@keywarden/state';
import { createSinks } from '@keywarden/sinks';
import { anAlert } from '@keywarden/testing';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { traceHeaders } from '@keywarden/bus';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startHttpReceiver, type HttpReceiver } from '../support/http-receiver.ts';
import { startRedis, type RedisServer } from '../support/redis.ts';
import { waitFor } from '../support/wait.ts';

const SECRET = 'a secret that only the two know';
const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });

/** The in-process bus, the notifier on it and a real Redis for what has been delivered. */
interface Running {
  publish(...alerts: Alert[]): Promise<void>;
  letters(): readonly { value: Buffer; headers: Readonly<Record<string, string>> }[];
  close(): Promise<void>;
}

describe('the webhook sink behind the notifier', () => {
  let redis: RedisServer;
  let state: RedisConnection;
  let telemetry: Telemetry;
  let receiver: HttpReceiver;
  let running: Running | undefined;
  let run = 0;

  beforeAll(async () => {
    redis = await startRedis();
    state = await connectRedis({ url: redis.url, logger });
    telemetry = startTelemetry({ service: 'test', config: { otlp_headers: {} }, env: {} });
  });
  afterAll(async () => {
    await telemetry.shutdown();
    await state.close();
    await redis.stop();
  });
  beforeEach(async () => {
    run += 1;
    receiver = await startHttpReceiver();
  });
  afterEach(async () => {
    await running?.close();
    running = undefined;
    await receiver.close();
  });

  async function start(retry: object = {}, moreSinks: object[] = []): Promise<Running> {
    const bus = new InProcessBus({ logger });
    const deadLetters: { value: Buffer; headers: Readonly<Record<string, string>> }[] = [];
    const config = notifierSection.parse({
      retry: { first_delay_ms: 20, max_delay_ms: 100, ...retry },
      sinks: [
        {
          type: 'webhook',
          name: 'soc',
          url: `${receiver.url}/alerts?team=soc`,
          timeout_ms: 1_000,
          hmac_secret: SECRET,
          headers: { Authorization: 'Bearer t', 'X-Keywarden-Delivery': 'forged' },
        },
        ...moreSinks,
      ],
    });
    const letters = {
      ...bus.publisher(),
      publish: (_: string, messages: readonly { value: Buffer; headers?: object }[]) => {
        for (const { value, headers } of messages) {
          deadLetters.push({ value, headers: { ...headers } });
        }
        return Promise.resolve();
      },
      connect: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    const stored = { keyPrefix: `test-${String(run)}`, retentionSeconds: 600 };
    const notifier = await startNotifier({
      config,
      transport: { shared: new InProcessTransport({ bus, deadLetters: letters }) },
      notifications: new RedisNotificationStore(state.redis, stored),
      duty: new RedisDutyStore(state.redis, stored),
      publisher: bus.publisher(),
      sinks: createSinks(config.sinks),
      logger,
      health: new Health(),
    });
    running = {
      async publish(...alerts) {
        const messages = alerts.map((alert) => ({
          key: alert.incident_id,
          value: Buffer.from(JSON.stringify(alert)),
          headers: traceHeaders(
            trace.setSpanContext(ROOT_CONTEXT, {
              traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
              spanId: '00f067aa0ba902b7',
              traceFlags: 1,
            }),
          ),
        }));
        await bus.publisher().publish(TOPICS.alerts, messages);
      },
      letters: () => deadLetters,
      close: () => notifier.close(),
    };
    return running;
  }

  it('delivers after two failures, signed, traced, with one key for all attempts', async () => {
    const notifier = await start();
    receiver.script({ status: 500 }, { status: 500 });
    const alert = anAlert({ id: 'alert-1', title: 'ä\u001b[31m\n' });
    await notifier.publish(alert);
    const requests = await receiver.waitForRequests(3);
    expect(requests).toHaveLength(3);
    for (const { method, url, headers, body } of requests) {
      expect(`${method} ${url}`).toBe('POST /alerts?team=soc');
      expect(headers).toMatchObject({
        'content-type': 'application/json',
        'user-agent': expect.stringMatching(/^keywarden\/\d/) as string,
        authorization: 'Bearer t',
        'idempotency-key': 'alert-1',
        'x-keywarden-delivery': 'alert-1',
      });
      expect(headers.traceparent).toContain('4bf92f3577b34da6a3ce929d0e0e4736');
      expect(JSON.parse(body.toString())).toEqual(alert);

      const signature = String(headers['x-keywarden-signature']);
      const [, time = '', mac = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
      const signed = Buffer.concat([Buffer.from(`${time}.`), body]);
      expect(mac).toBe(createHmac('sha256', SECRET).update(signed).digest('hex'));
      expect(Math.abs(Date.now() / 1_000 - Number(time))).toBeLessThan(60);
    }
    expect(notifier.letters()).toEqual([]);
  });

  it('tries again after silence and after a reset connection', async () => {
    const notifier = await start();
    receiver.script({ status: 'silence' }, { status: 'reset' });
    await notifier.publish(anAlert({ id: 'alert-2' }));
    const requests = await receiver.waitForRequests(3);
    expect(requests.map(({ headers }) => headers['x-keywarden-delivery'])).toEqual([
      'alert-2',
      'alert-2',
      'alert-2',
    ]);
  });

  it('waits as long as a 429 asks', async () => {
    const notifier = await start();
    receiver.script({ status: 429, headers: { 'retry-after': '1' } });
    await notifier.publish(anAlert({ id: 'alert-3' }));
    const [first, second] = await receiver.waitForRequests(2);
    expect((second?.receivedAt ?? 0) - (first?.receivedAt ?? 0)).toBeGreaterThanOrEqual(950);
  });

  it('dead-letters after the last try and after a refusal, bytes and sink intact', async () => {
    const notifier = await start({ max_attempts: 2 });
    receiver.script({ status: 503 }, { status: 503, body: 'be right back' });
    const first = anAlert({ id: 'alert-4', incident_id: 'one' });
    await notifier.publish(first);
    await waitFor(() => notifier.letters().length === 1, { what: 'the dead letter' });
    receiver.script({ status: 404, body: 'no such hook' });
    await notifier.publish(anAlert({ id: 'alert-5', incident_id: 'two' }));
    await waitFor(() => notifier.letters().length === 2, { what: 'the second dead letter' });
    // The notifier tells this receiver as well that it fails.
    const mine = receiver.requests.filter(({ headers }) =>
      String(headers['x-keywarden-delivery']).startsWith('alert-'),
    );
    expect(mine).toHaveLength(3);
    const [gaveUp, refused] = notifier.letters();
    expect(gaveUp?.value).toEqual(Buffer.from(JSON.stringify(first)));
    expect(gaveUp?.headers).toMatchObject({
      [DEAD_LETTER_HEADERS.sink]: 'soc',
      [DEAD_LETTER_HEADERS.code]: 'KW_SINK_UNAVAILABLE',
      [DEAD_LETTER_HEADERS.reason]: 'HTTP 503: be right back (attempts: 2)',
      [DEAD_LETTER_HEADERS.topic]: TOPICS.alerts,
    });
    expect(refused?.headers).toMatchObject({
      [DEAD_LETTER_HEADERS.code]: 'KW_SINK_REJECTED',
      [DEAD_LETTER_HEADERS.reason]: 'HTTP 404: no such hook (attempts: 1)',
    });
  });

  it('shows each alert once per sink across a restart', async () => {
    const second = await startHttpReceiver();
    try {
      const other = { type: 'webhook', name: 'other', url: second.url };
      const alerts = ['a', 'b', 'c'].map((id) => anAlert({ id, incident_id: `incident-${id}` }));
      receiver.answerWith({ status: 503 });
      const before = await start({ max_attempts: 1_000 }, [other]);
      await before.publish(...alerts);
      await second.waitForRequests(3);
      await receiver.waitForRequests(3);
      await waitFor(
        async () => (await state.redis.keys(`test-${String(run)}:*:told:*`)).length === 3,
        {
          what: 'three recorded deliveries',
        },
      );
      await before.close();

      receiver.clear();
      receiver.answerWith({ status: 200 });
      const after = await start({}, [other]);
      await after.publish(...alerts);
      await after.publish(...alerts);
      await receiver.waitForRequests(3);
      await waitFor(
        async () => (await state.redis.keys(`test-${String(run)}:*:told:*`)).length === 6,
        {
          what: 'six recorded deliveries',
        },
      );
      await after.publish(anAlert({ id: 'last', incident_id: 'incident-c' }));
      await receiver.waitForRequests(4);
      await second.waitForRequests(4);
      const seen = ({ requests }: HttpReceiver) =>
        requests.map(({ headers }) => headers['x-keywarden-delivery']).sort();
      expect(seen(receiver)).toEqual(['a', 'b', 'c', 'last']);
      expect(seen(second)).toEqual(['a', 'b', 'c', 'last']);
    } finally {
      await second.close();
    }
  });

  it('closes while a sink is failing, without a dead letter and without waiting', async () => {
    receiver.answerWith({ status: 503, headers: { 'retry-after': '60' } });
    const notifier = await start();
    await notifier.publish(anAlert({ id: 'alert-6' }));
    await receiver.waitForRequests(1);
    const closed = notifier.close().then(() => 'closed');
    expect(await Promise.race([closed, delay(10_000, 'still open')])).toBe('closed');
    expect(notifier.letters()).toEqual([]);
  });
});
