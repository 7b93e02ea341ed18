import type { DeliveryRecord, IncidentNote, Silence, SilenceChange } from '@keywarden/routing';
import { createLogger } from '@keywarden/platform';
import {
  connectRedis,
  RedisDutyStore,
  RedisNotificationStore,
  type RedisConnection,
} from '@keywarden/state';
import { anAlert } from '@keywarden/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/ports.ts';
import { startRedis, type RedisServer } from '../support/redis.ts';
import { dutyCli, type DutyCli } from './duty-config.ts';

const HOSTILE = 'CA key read by \u001b[31mcat\nINCIDENT forged';
const FIRST = 'aaaaaa1111111111aaaaaa1111111111';
const SECOND = 'aaaaaa2222222222aaaaaa2222222222';

type WithState<T> = T & { state: string };

const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });

let redis: RedisServer;
let state: RedisConnection;
let cli: DutyCli;

beforeAll(async () => {
  redis = await startRedis();
  state = await connectRedis({ url: redis.url, logger });
  // No broker listens there: only what needs one may notice.
  const brokers = [`127.0.0.1:${String(await freePort())}`];
  cli = dutyCli({
    redis: { url: redis.url, key_prefix: 'duty' },
    kafka: { brokers },
    startup: { wait_limit_ms: 1_000 },
  });
});

afterAll(async () => {
  await state.close();
  await redis.stop();
});

describe('keywarden silence', () => {
  it('adds, lists, ends and keeps the trail of it', async () => {
    const [added] = await cli.json<WithState<Silence>>(
      ...['silence', 'add', 'node =~ "cp-.*"', 'risk < 70'],
      ...['--duration', '2h', '--reason', 'CA rotation'],
    );
    expect(added).toMatchObject({
      matchers: ['node =~ "cp-.*"', 'risk < 70'],
      author: 'alice',
      reason: 'CA rotation',
      state: 'active',
    });
    const id = added?.id ?? '';
    expect(Date.parse(added?.ends_at ?? '') - Date.parse(added?.starts_at ?? '')).toBe(7_200_000);

    const listed = await cli.run('silence', 'list');
    expect(listed.stdout).toMatch(
      new RegExp(`^${id} +active +\\S+Z +alice +node =~ "cp-\\.\\*", risk < 70 +CA rotation$`, 'm'),
    );
    const ended = await cli.run('silence', 'end', id, '--by', 'bob');
    expect(ended.stdout).toMatch(new RegExp(`^${id} +expired`, 'm'));
    expect((await cli.run('silence', 'list')).stdout).toBe('No silences.');
    expect((await cli.run('silence', 'list', '--all')).stdout).toContain(id);
    const trail = await cli.json<SilenceChange>('silence', 'audit');
    expect(trail.map(({ action, by }) => `${action} by ${by}`)).toEqual([
      'ended by bob',
      'created by alice',
    ]);
    const again = await cli.run('silence', 'end', id);
    expect(again.stderr).toMatch(new RegExp(`silence ${id} ended at \\S+Z already`));
    expect(again.exit.code).toBe(2);
  });

  it('lists with --all what ended within the retention', async () => {
    const duty = new RedisDutyStore(state.redis, { keyPrefix: 'duty', retentionSeconds: 600 });
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
    for (const days of [4, 6]) {
      const at = daysAgo(days);
      const id = `ended-${String(days)}-days-ago`;
      const silence: Silence = {
        id,
        ...{ matchers: ['risk >= 0'], author: 'alice', reason: 'drill' },
        ...{ created_at: daysAgo(7), starts_at: daysAgo(7), ends_at: at },
      };
      await duty.putSilence({ time: at, action: 'created', by: 'alice', silence });
    }
    const { stdout } = await cli.run('silence', 'list', '--all');
    expect(stdout).toMatch(/^ended-4-days-ago +expired/m);
    expect(stdout).not.toContain('ended-6-days-ago');
  });

  it('says what is wrong with a matcher', async () => {
    const args = ['silence', 'add', 'nod = x', '--duration', '1h', '--reason', 'r'];
    const { exit, stderr } = await cli.run(...args);
    expect(stderr).toContain('"nod" is no label; there are signature, severity, ');
    expect(exit.code).toBe(2);
  });

  it('wants a reason, and an id that there is', async () => {
    const { exit, stderr } = await cli.run('silence', 'add', 'node = x', '--duration', '1h');
    expect(stderr).toContain('reason');
    expect(exit.code).toBe(2);
    const empty = await cli.run('silence', 'add', 'node = x', '--duration=1h', '--reason', ' ');
    expect(empty.stderr).toContain('--reason: must not be empty');
    const unknown = await cli.run('silence', 'end', 'nonsense');
    expect(unknown.stderr).toContain('there is no silence "nonsense"');
    expect(unknown.exit.code).toBe(2);
  });
});

describe('keywarden incidents and deliveries', () => {
  beforeAll(async () => {
    const stored = { keyPrefix: 'duty', retentionSeconds: 600 };
    const duty = new RedisDutyStore(state.redis, stored);
    const time = '2026-11-24T04:00:00.000Z';
    await duty.noteAlert(anAlert({ id: 'a', incident_id: FIRST, time, title: HOSTILE }));
    await duty.noteAlert(
      anAlert({ id: 'b', incident_id: SECOND, time: '2026-11-24T05:00:00.000Z' }),
    );
    const record = (receiver: string, detail: string): DeliveryRecord => ({
      time,
      receiver,
      sink_type: 'webhook',
      incident_id: FIRST,
      notification_id: 'n',
      alert_ids: ['a'],
      reason: 'alert',
      outcome: 'delivered',
      attempts: 3,
      took_ms: 412,
      detail,
    });
    const store = new RedisNotificationStore(state.redis, stored);
    await store.commit('pager', 'test', [
      {
        incident_id: FIRST,
        keys: ['a'],
        records: [record('pager', 'HTTP 202 \u001b]0;title\u0007'), record('chat', 'HTTP 200')],
        release: true,
      },
    ]);
  });

  it('lists the latest first, and shows hostile text as it is', async () => {
    const { stdout } = await cli.run('incidents', 'list');
    const [head = '', second = '', first = '', ...others] = stdout.split('\n');
    expect(head).toMatch(/^INCIDENT +STATE +RISK +ALERTS +FIRST +LAST +ACKNOWLEDGED +TITLE$/);
    expect(second).toContain(SECOND);
    expect(first).toMatch(/open +85 +1 +2026-11-24T04:00:00Z +2026-11-24T04:00:00Z +- +CA key/);
    expect(first).toContain('\\x1b[31mcat\\nINCIDENT forged');
    expect(others).toEqual([]);
  });

  it('shows one by the beginning of its id, with who was told and what they answered', async () => {
    const { stdout } = await cli.run('incidents', 'show', FIRST.slice(0, 8));
    expect(stdout).toContain(`incident      ${FIRST}`);
    expect(stdout).toMatch(
      /pager +aaaa\w+ +alert +delivered +3 +412 ms +HTTP 202 \\x1b\]0;title\\x07/,
    );
  });

  it.each([
    ['short', 'aaaaa', 'needs 6 characters'],
    ['shared', 'aaaaaa', 'is the beginning of 2 incidents'],
    ['unknown', 'bbbbbb', 'there is no incident "bbbbbb"'],
  ])('refuses the beginning of an id that is %s', async (_, id, said) => {
    const { exit, stderr } = await cli.run('incidents', 'show', id);
    expect(stderr).toContain(said);
    expect(exit.code).toBe(2);
  });

  it('takes charge of one', async () => {
    const { stdout } = await cli.run('incidents', 'ack', SECOND, '--by', 'carol');
    expect(stdout).toMatch(/acknowledged +85 +1 .* carol /);
    const [note] = await cli.json<WithState<IncidentNote>>('incidents', 'list', '--limit', '1');
    expect(note).toMatchObject({ state: 'acknowledged', acknowledged: { by: 'carol' } });
  });

  it('does not resolve without a reason, nor when Kafka cannot be reached', async () => {
    const without = await cli.run('incidents', 'resolve', SECOND);
    expect(without.exit.code).toBe(2);
    const { exit, stderr } = await cli.run('incidents', 'resolve', SECOND, '--reason', 'drill');
    expect(stderr).toContain('KW_BUS_UNREACHABLE');
    expect(exit.code).toBe(4);
    const [note] = await cli.json<WithState<IncidentNote>>('incidents', 'show', SECOND);
    expect(note?.state).toBe('acknowledged');
  });

  it('shows the log of a receiver, of an incident, and no more than asked for', async () => {
    const all = await cli.json<DeliveryRecord>('deliveries');
    expect(all.map(({ receiver }) => receiver)).toEqual(['chat', 'pager']);
    const one = await cli.json<DeliveryRecord>('deliveries', '--limit', '1');
    expect(one).toHaveLength(1);
    const pager = await cli.run(
      ...['deliveries', '--receiver', 'pager', '--incident', FIRST.slice(0, 7)],
    );
    expect(pager.stdout).toContain('HTTP 202');
    expect(pager.stdout).not.toContain('HTTP 200');
    const none = await cli.run('deliveries', '--receiver', 'nobody');
    expect(none.stdout).toBe('No deliveries.');
    const wrong = await cli.run('deliveries', '--limit', '0');
    expect(wrong.stderr).toContain('--limit: must be a whole number from 1');
    expect(wrong.exit.code).toBe(2);
  });
});

describe('Redis that does not answer', () => {
  it.each([[['silence', 'list']], [['incidents', 'list']], [['deliveries']]])(
    '%j gives up after startup.wait_limit_ms with exit code 4',
    async (args) => {
      const url = `redis://127.0.0.1:${String(await freePort())}`;
      const lost = dutyCli({ redis: { url }, startup: { wait_limit_ms: 500 } });
      const { exit, stderr } = await lost.run(...args);
      expect(stderr).toContain('KW_STATE_UNREACHABLE');
      expect(stderr).toContain('Check redis.url');
      expect(exit.code).toBe(4);
    },
  );
});
