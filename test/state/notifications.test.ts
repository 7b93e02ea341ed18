import { connectRedis, RedisDutyStore, RedisNotificationStore } from '@keywarden/state';
import {
  anIncidentAlert,
  describeDutyStoreContract,
  describeNotificationStoreContract,
} from '@keywarden/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRedis, type RedisServer } from '../support/redis.ts';

const logger = pino({ level: 'silent' });
let server: RedisServer;
let opened = 0;
beforeAll(async () => {
  server = await startRedis({ config: { appendfsync: 'no' } });
});
afterAll(async () => {
  await server.stop();
});

async function open() {
  opened += 1;
  const { redis, close } = await connectRedis({ url: server.url, logger });
  const options = { keyPrefix: `contract${String(opened)}`, retentionSeconds: 600 };
  return { redis, close, options };
}

describeNotificationStoreContract('Redis', async () => {
  const { redis, close, options } = await open();
  const store = new RedisNotificationStore(redis, options);
  return { store, close, pass: (ms) => delay(ms) };
});

describeDutyStoreContract('Redis', async () => {
  const { redis, close, options } = await open();
  return { store: new RedisDutyStore(redis, options), close };
});

describe('keys of notifications in Redis', () => {
  const hostile = ['i', '{', '}', '{}x', 'a}{b', 'ü:"'];

  /** Uses every method of both stores with ids that imitate hash tags. */
  async function useAll() {
    const { redis, close, options } = await open();
    const sent: string[][] = [];
    const send = redis.sendCommand.bind(redis);
    redis.sendCommand = (command, ...rest) => {
      sent.push(command.getKeys().map(String));
      return send(command, ...rest);
    };
    const store = new RedisNotificationStore(redis, { ...options, maxRecords: 50 });
    const duty = new RedisDutyStore(redis, options);
    for (const id of hostile) {
      const alert = anIncidentAlert('a', id);
      await store.claim(id, 'owner', 60_000, [{ incident_id: id, keys: ['k'] }]);
      const state = {
        told: 1,
        muted: 0,
        notifications: 1,
        last_alert_ms: 1,
        escalated: 0,
        closed: false,
        gravest: alert,
        news: [],
      };
      const record = {
        time: 't',
        receiver: id,
        sink_type: 'fake',
        incident_id: id,
        notification_id: 'n',
        alert_ids: [],
        reason: 'alert',
        outcome: 'delivered',
        attempts: 1,
        took_ms: 1,
      } as const;
      const commit = { incident_id: id, keys: ['k'], state, dueMs: 1, records: [record] };
      await store.commit(id, 'owner', [{ ...commit, release: false }]);
      await store.state(id, id);
      await store.due(id, 1, 10, 1_000);
      await store.deliveries({ incident_id: id, limit: 9 });
      await store.deliveries({ limit: 9 });
      await duty.noteAlert(alert);
      await duty.acknowledge(id, { by: 'b', at: 't' });
      await duty.incident(id);
      await duty.incidents(9);
      await duty.putInhibitSources(id, []);
      await duty.inhibitSources();
      await duty.silences();
      await duty.removeSilences([id]);
    }
    return { redis, close, store, sent, prefix: options.keyPrefix };
  }

  it('are of one hash slot in every call', async () => {
    const { close, sent } = await useAll();
    const withKeys = sent.filter((keys) => keys.length > 0);
    expect(withKeys.length).toBeGreaterThan(hostile.length * 10);
    for (const keys of withKeys) {
      const tags = new Set(keys.map((name) => /\{([^}]+)\}/.exec(name)?.[1] ?? 'none'));
      expect([...tags]).toHaveLength(1);
      expect(tags).not.toContain('none');
    }
    await close();
  });

  it('of an incident all end', async () => {
    const { redis, close, prefix } = await useAll();
    const names = await redis.keys(`${prefix}:*`);
    const kinds = ['claim', 'told', 'group', 'deliveries', 'note', 'noted', 'acknowledged'];
    const ofIncidents = names.filter((name) =>
      kinds.some((kind) => new RegExp(`:\\{[^}]+\\}:${kind}(:|$)`).test(name)),
    );
    expect(ofIncidents).toHaveLength(hostile.length * kinds.length);
    for (const name of ofIncidents) {
      const seconds = await redis.ttl(name);
      expect(seconds, name).toBeGreaterThan(0);
      expect(seconds, name).toBeLessThanOrEqual(600);
    }
    await close();
  });

  it('keep who took charge as long as the incident has news', async () => {
    const { redis, close, options } = await open();
    const duty = new RedisDutyStore(redis, options);
    await duty.noteAlert(anIncidentAlert('a', 'i'));
    await duty.acknowledge('i', { by: 'b', at: 't' });
    const name = `${options.keyPrefix}:{i}:acknowledged`;
    await redis.expire(name, 5);
    await duty.noteAlert(anIncidentAlert('b', 'i'));
    expect(await redis.ttl(name)).toBeGreaterThan(500);
    await close();
  });

  it('hold the latest lines of the delivery log only', async () => {
    const { redis, close, store, prefix } = await useAll();
    const record = {
      time: 't',
      receiver: 'r',
      sink_type: 'fake',
      incident_id: 'i',
      alert_ids: [],
      reason: 'alert',
      outcome: 'delivered',
      attempts: 1,
      took_ms: 1,
    } as const;
    for (let from = 0; from < 1_200; from += 100) {
      const records = Array.from({ length: 100 }, (_, n) => ({
        ...record,
        notification_id: String(from + n),
      }));
      await store.commit('r', 'o', [{ incident_id: 'i', keys: [], records, release: false }]);
    }
    const ofIncident = await store.deliveries({ incident_id: 'i', limit: 9_999 });
    expect(ofIncident).toHaveLength(500);
    expect(ofIncident[0]?.notification_id).toBe('1199');
    expect(await redis.xlen(`${prefix}:{deliveries}`)).toBeLessThan(300);
    await close();
  });
});
