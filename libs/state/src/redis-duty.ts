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
import { noteOf } from './incident-note.js';
import { keyPart } from './key-part.js';
import { execute, stateError } from './redis-pipeline.js';

export interface RedisDutyOptions {
  keyPrefix: string;
  /** How long an incident is remembered after its last alert. */
  retentionSeconds: number;
}

const MAX_CHANGES = 10_000;
const MAX_INCIDENTS = 10_000;
const ATTEMPTS = 20;

/**
 * KEYS: the note, the seen alerts, its acknowledgement. ARGV: note that was read ('' for none), new note,
 * alert id, seconds to keep. Returns 0 when the note was changed meanwhile.
 */
const NOTE = `
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
if redis.call('SADD', KEYS[2], ARGV[3]) == 1 then redis.call('SET', KEYS[1], ARGV[2]) end
for _, name in ipairs(KEYS) do redis.call('EXPIRE', name, ARGV[4]) end
return 1
`;

/** What people decided, in Redis: silences with their audit trail, incidents and who took charge. */
export class RedisDutyStore implements DutyStore {
  readonly #redis: Redis;
  readonly #options: RedisDutyOptions;

  constructor(redis: Redis, options: RedisDutyOptions) {
    this.#redis = redis;
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

  async silenceChanges(limit: number): Promise<readonly SilenceChange[]> {
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
    const { retentionSeconds } = this.#options;
    const [note, seen, acknowledged] = this.#incident(alert.incident_id);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const text = await this.#get(note);
      const known = text === '' ? undefined : (JSON.parse(text) as IncidentNote);
      const next = JSON.stringify(noteOf(known, alert));
      const names = [note, seen, acknowledged];
      const args = [text, next, alert.id, retentionSeconds];
      try {
        if ((await this.#redis.eval(NOTE, names.length, ...names, ...args)) === 1) break;
      } catch (error) {
        throw stateError(error);
      }
    }
    const all = this.#duty('incidents');
    const pipeline = this.#redis.pipeline();
    pipeline.zadd(all, 'GT', Date.parse(alert.time), alert.incident_id);
    pipeline.zremrangebyrank(all, 0, -MAX_INCIDENTS - 1);
    await execute(pipeline);
  }

  async incident(incidentId: string): Promise<IncidentNote | undefined> {
    const [note, , acknowledged] = this.#incident(incidentId);
    const pipeline = this.#redis.pipeline().mget(note, acknowledged);
    const [[text, charge]] = (await execute(pipeline)) as [[string | null, string | null]];
    if (text === null) return undefined;
    return {
      ...(JSON.parse(text) as IncidentNote),
      ...(charge === null ? {} : { acknowledged: JSON.parse(charge) as Acknowledgement }),
    };
  }

  async incidents(limit: number): Promise<readonly IncidentNote[]> {
    const pipeline = this.#redis.pipeline().zrevrange(this.#duty('incidents'), 0, limit - 1);
    const [ids] = (await execute(pipeline)) as [string[]];
    const notes = await Promise.all(ids.map((id) => this.incident(id)));
    return notes.filter((note) => note !== undefined);
  }

  async acknowledge(incidentId: string, acknowledged: Acknowledgement): Promise<boolean> {
    const [note, , name] = this.#incident(incidentId);
    if ((await this.#get(note)) === '') return false;
    const { retentionSeconds } = this.#options;
    const text = JSON.stringify(acknowledged);
    await execute(this.#redis.pipeline().set(name, text, 'EX', retentionSeconds));
    return true;
  }

  async #get(name: string): Promise<string> {
    const [text] = (await execute(this.#redis.pipeline().get(name))) as [string | null];
    return text ?? '';
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
