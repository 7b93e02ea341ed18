import type { Alert } from '@keywarden/contracts';
import type {
  Acknowledgement,
  DutyStore,
  IncidentNote,
  InhibitSource,
  Silence,
  SilenceChange,
} from '@keywarden/routing';
import type { Redis } from 'ioredis';
import { endOf, type IncidentEnd } from './incident-note.js';
import { keyPart } from './key-part.js';
import { RedisGather } from './redis-gather.js';
import { execute } from './redis-pipeline.js';

export interface RedisDutyOptions {
  keyPrefix: string;
  /** How long an incident is remembered after its last alert. */
  retentionSeconds: number;
}

const MAX_CHANGES = 10_000;
const MAX_INCIDENTS = 10_000;
/** Alerts noted between two looks at the number of incidents. */
const TRIM_EVERY = 100;

/**
 * KEYS: the note, the alerts that it counts, who took charge. ARGV: alert id, risk, the alert, its time, its
 * resolution ('': none), seconds to keep. An alert after the end opens the incident again, in nobody's
 * charge.
 */
const NOTE = `
if redis.call('SADD', KEYS[2], ARGV[1]) == 1 then
  if ARGV[5] ~= '' then redis.call('HSET', KEYS[1], 'resolved', ARGV[5])
  else
    redis.call('HINCRBY', KEYS[1], 'alerts', 1)
    if redis.call('HDEL', KEYS[1], 'resolved') == 1 then redis.call('DEL', KEYS[3]) end
    local known = tonumber(redis.call('HGET', KEYS[1], 'risk') or '-1')
    if tonumber(ARGV[2]) > known then redis.call('HSET', KEYS[1], 'risk', ARGV[2], 'gravest', ARGV[3]) end
    if (redis.call('HGET', KEYS[1], 'last') or '') < ARGV[4] then redis.call('HSET', KEYS[1], 'last', ARGV[4]) end
  end
  redis.call('HSETNX', KEYS[1], 'gravest', ARGV[3])
  redis.call('HSETNX', KEYS[1], 'first', ARGV[4])
  redis.call('HSETNX', KEYS[1], 'last', ARGV[4])
end
redis.call('EXPIRE', KEYS[1], ARGV[6])
redis.call('EXPIRE', KEYS[2], ARGV[6])
redis.call('EXPIRE', KEYS[3], ARGV[6])
return 1
`;

/** What people decided, in Redis: silences with their audit trail, incidents and who took charge. */
export class RedisDutyStore implements DutyStore {
  readonly #redis: Redis;
  readonly #gather: RedisGather;
  readonly #options: RedisDutyOptions;
  #noted = 0;

  constructor(redis: Redis, options: RedisDutyOptions) {
    this.#redis = redis;
    this.#gather = new RedisGather(redis);
    this.#options = options;
  }

  /** @throws KeywardenError as {@link execute}; so do the others. */
  async silences(): Promise<readonly Silence[]> {
    return this.#values<Silence>('silences');
  }

  async putSilence(change: SilenceChange): Promise<void> {
    const { silence } = change;
    const transaction = this.#redis
      .multi()
      .hset(this.#duty('silences'), silence.id, JSON.stringify(silence))
      .lpush(this.#duty('silence-changes'), JSON.stringify(change))
      .ltrim(this.#duty('silence-changes'), 0, MAX_CHANGES - 1);
    await execute(transaction);
  }

  async removeSilences(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await execute(this.#redis.pipeline().hdel(this.#duty('silences'), ...ids));
  }

  async silenceChanges(limit: number): Promise<readonly SilenceChange[]> {
    if (limit <= 0) return [];
    const pipeline = this.#redis.pipeline().lrange(this.#duty('silence-changes'), 0, limit - 1);
    const [lines] = (await execute(pipeline)) as [string[]];
    return lines.map((line) => JSON.parse(line) as SilenceChange);
  }

  async inhibitSources(): Promise<readonly InhibitSource[]> {
    return (await this.#values<InhibitSource[]>('inhibit-sources')).flat();
  }

  async putInhibitSources(incidentId: string, sources: readonly InhibitSource[]): Promise<void> {
    const name = this.#duty('inhibit-sources');
    const pipeline = this.#redis.pipeline();
    if (sources.length === 0) pipeline.hdel(name, incidentId);
    else pipeline.hset(name, incidentId, JSON.stringify(sources));
    await execute(pipeline);
  }

  async noteAlert(alert: Alert): Promise<void> {
    const { id, incident_id, risk_score, time, status, resolution } = alert;
    const names = this.#incident(incident_id);
    const end = status === 'resolved' ? JSON.stringify(endOf(time, resolution)) : '';
    const args = [id, risk_score, JSON.stringify(alert), time, end, this.#options.retentionSeconds];
    const all = this.#duty('incidents');
    await this.#gather.run((pipeline) => {
      pipeline.eval(NOTE, names.length, ...names, ...args);
      pipeline.zadd(all, 'GT', Date.parse(time), incident_id);
      if (this.#noted++ % TRIM_EVERY === 0) pipeline.zremrangebyrank(all, 0, -MAX_INCIDENTS - 1);
    });
  }

  async incident(incidentId: string): Promise<IncidentNote | undefined> {
    const [note, , acknowledged] = this.#incident(incidentId);
    const pipeline = this.#redis.pipeline().hgetall(note).get(acknowledged);
    const [fields, charge] = (await execute(pipeline)) as [Record<string, string>, string | null];
    const { gravest, resolved } = fields;
    if (gravest === undefined) return undefined;
    return {
      incident_id: incidentId,
      gravest: JSON.parse(gravest) as Alert,
      alerts: Number(fields.alerts ?? 0),
      first_at: fields.first ?? '',
      last_at: fields.last ?? '',
      ...(charge === null ? {} : { acknowledged: JSON.parse(charge) as Acknowledgement }),
      ...(resolved === undefined ? {} : { resolved: JSON.parse(resolved) as IncidentEnd }),
    };
  }

  async incidents(limit: number): Promise<readonly IncidentNote[]> {
    if (limit <= 0) return [];
    const pipeline = this.#redis.pipeline().zrevrange(this.#duty('incidents'), 0, limit - 1);
    const [ids] = (await execute(pipeline)) as [string[]];
    const notes = await Promise.all(ids.map((id) => this.incident(id)));
    return notes.filter((note) => note !== undefined);
  }

  async acknowledge(incidentId: string, acknowledged: Acknowledgement): Promise<boolean> {
    const [note, , name] = this.#incident(incidentId);
    const [known] = (await execute(this.#redis.pipeline().exists(note))) as [number];
    if (known === 0) return false;
    const { retentionSeconds } = this.#options;
    const text = JSON.stringify(acknowledged);
    await execute(this.#redis.pipeline().set(name, text, 'EX', retentionSeconds));
    return true;
  }

  async #values<T>(kind: string): Promise<T[]> {
    const [lines] = (await execute(this.#redis.pipeline().hvals(this.#duty(kind)))) as [string[]];
    return lines.map((line) => JSON.parse(line) as T);
  }

  /** One slot, so that a silence and its trail are written in one step. */
  #duty(kind: string): string {
    return `${this.#options.keyPrefix}:{duty}:${kind}`;
  }

  #incident(incidentId: string): [note: string, seen: string, acknowledged: string] {
    const base = `${this.#options.keyPrefix}:{${keyPart(incidentId)}}`;
    return [`${base}:note`, `${base}:noted`, `${base}:acknowledged`];
  }
}
