import type {
  Claim,
  ClaimRequest,
  Commit,
  DeliveryQuery,
  DeliveryRecord,
  GroupState,
  NotificationStore,
} from '@keywarden/routing';
import type { ChainableCommander, Redis } from 'ioredis';
import { keyPart } from './key-part.js';
import { CLAIM, COMMIT, DUE, RELEASE } from './notification-scripts.js';
import { RedisGather } from './redis-gather.js';

export interface RedisNotificationOptions {
  keyPrefix: string;
  /** How long what a receiver was told is remembered, from the last news of the incident. */
  retentionSeconds: number;
  /** Lines of the delivery log over all incidents; 20,000 unless told. */
  maxRecords?: number;
}

/** Lines of the delivery log of one incident. */
const MAX_RECORDS_OF_INCIDENT = 500;

type Granted = [1, string | null, number[]];
type Refused = [0, number];

/**
 * What receivers have been told, in Redis. Of each incident one hash slot:
 * `PREFIX:{INCIDENT}:{claim,told,group}:RECEIVER` and `PREFIX:{INCIDENT}:deliveries`; of each receiver
 * `PREFIX:due:{RECEIVER}`, a sorted set of incidents by the time to look at them; and one stream of all
 * deliveries.
 */
export class RedisNotificationStore implements NotificationStore {
  readonly #redis: RedisGather;
  readonly #options: Required<RedisNotificationOptions>;

  constructor(redis: Redis, options: RedisNotificationOptions) {
    this.#redis = new RedisGather(redis);
    this.#options = { maxRecords: 20_000, ...options };
  }

  /** @throws KeywardenError as {@link RedisGather.run}; so do the others. */
  async claim(
    receiver: string,
    owner: string,
    leaseMs: number,
    requests: readonly ClaimRequest[],
  ): Promise<readonly Claim[]> {
    const answers = (await this.#redis.run((pipeline) => {
      for (const { incident_id, keys } of requests) {
        const names = ['claim', 'told', 'group'].map((kind) =>
          this.#nameOf(kind, receiver, incident_id),
        );
        pipeline.eval(CLAIM, names.length, ...names, owner, Math.ceil(leaseMs), ...keys);
      }
    })) as (Granted | Refused)[];
    return answers.map((answer): Claim => {
      if (answer[0] === 0) return { granted: false, retryInMs: Math.max(1, answer[1]) };
      const [, state, told] = answer;
      return { granted: true, told: told.map((one) => one === 1), state: parseState(state) };
    });
  }

  async commit(receiver: string, owner: string, commits: readonly Commit[]): Promise<void> {
    await this.#redis.run((pipeline) => {
      for (const commit of commits) this.#commit(pipeline, receiver, owner, commit);
    });
  }

  #commit(pipeline: ChainableCommander, receiver: string, owner: string, commit: Commit): void {
    const { incident_id, keys, state, records, release } = commit;
    const { maxRecords, retentionSeconds } = this.#options;
    this.#schedule(pipeline, receiver, commit);
    const lines = records.map((record) => JSON.stringify(record));
    const names = [
      this.#nameOf('told', receiver, incident_id),
      this.#nameOf('group', receiver, incident_id),
      this.#logOf(incident_id),
      this.#nameOf('claim', receiver, incident_id),
    ];
    const text = state === undefined ? '' : JSON.stringify(state);
    const settings = [owner, retentionSeconds, MAX_RECORDS_OF_INCIDENT, text, release ? '1' : '0'];
    pipeline.eval(COMMIT, names.length, ...names, ...settings, keys.length, ...keys, ...lines);
    for (const line of lines) {
      pipeline.xadd(this.#stream, 'MAXLEN', '~', maxRecords, '*', 'record', line);
    }
  }

  async release(receiver: string, owner: string, incidentIds: readonly string[]): Promise<void> {
    await this.#redis.run((pipeline) => {
      for (const id of incidentIds) {
        pipeline.eval(RELEASE, 1, this.#nameOf('claim', receiver, id), owner);
      }
    });
  }

  async state(receiver: string, incidentId: string): Promise<GroupState | undefined> {
    const name = this.#nameOf('group', receiver, incidentId);
    const [text] = (await this.#redis.run((pipeline) => pipeline.get(name))) as [string | null];
    return parseState(text);
  }

  async due(
    receiver: string,
    nowMs: number,
    limit: number,
    leaseMs: number,
  ): Promise<readonly string[]> {
    const times = [Math.floor(nowMs), limit, Math.floor(nowMs + leaseMs)];
    const [ids] = (await this.#redis.run((pipeline) =>
      pipeline.eval(DUE, 1, this.#dueOf(receiver), ...times),
    )) as [string[]];
    return ids;
  }

  async deliveries(query: DeliveryQuery): Promise<readonly DeliveryRecord[]> {
    const lines =
      query.incident_id === undefined
        ? await this.#latest()
        : await this.#ofIncident(query.incident_id);
    return lines
      .map((line) => JSON.parse(line) as DeliveryRecord)
      .filter(({ receiver }) => query.receiver === undefined || receiver === query.receiver)
      .slice(0, query.limit);
  }

  async #ofIncident(incidentId: string): Promise<string[]> {
    const name = this.#logOf(incidentId);
    const [lines] = (await this.#redis.run((pipeline) => pipeline.lrange(name, 0, -1))) as [
      string[],
    ];
    return lines.reverse();
  }

  async #latest(): Promise<string[]> {
    const { maxRecords } = this.#options;
    const [entries] = (await this.#redis.run((pipeline) =>
      pipeline.xrevrange(this.#stream, '+', '-', 'COUNT', maxRecords),
    )) as [[string, [string, string]][]];
    return entries.map(([, [, line]]) => line);
  }

  #schedule(pipeline: ChainableCommander, receiver: string, { incident_id, dueMs }: Commit): void {
    if (dueMs === undefined) return;
    if (dueMs === null) pipeline.zrem(this.#dueOf(receiver), incident_id);
    else pipeline.zadd(this.#dueOf(receiver), Math.floor(dueMs), incident_id);
  }

  #nameOf(kind: string, receiver: string, incidentId: string): string {
    const { keyPrefix } = this.#options;
    return `${keyPrefix}:{${keyPart(incidentId)}}:${kind}:${keyPart(receiver)}`;
  }

  #logOf(incidentId: string): string {
    return `${this.#options.keyPrefix}:{${keyPart(incidentId)}}:deliveries`;
  }

  #dueOf(receiver: string): string {
    return `${this.#options.keyPrefix}:due:{${keyPart(receiver)}}`;
  }

  get #stream(): string {
    return `${this.#options.keyPrefix}:{deliveries}`;
  }
}

function parseState(text: string | null): GroupState | undefined {
  return text === null ? undefined : (JSON.parse(text) as GroupState);
}
