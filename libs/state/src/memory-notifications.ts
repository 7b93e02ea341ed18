import type {
  Claim,
  ClaimRequest,
  Commit,
  DeliveryQuery,
  DeliveryRecord,
  GroupState,
  NotificationStore,
} from '@keywarden/routing';

export interface MemoryNotificationOptions {
  /** Clock for leases that never steps back, ms. */
  monotonicMs: () => number;
  /** Keys that are remembered as told, of all receivers; 200,000 unless told. */
  maxKeys?: number;
  /** Lines of the delivery log; 10,000 unless told. */
  maxRecords?: number;
}

interface Lease {
  owner: string;
  untilMs: number;
}

/** What receivers have been told, in this process: gone when it ends. */
export class MemoryNotificationStore implements NotificationStore {
  readonly #options: Required<MemoryNotificationOptions>;
  readonly #leases = new Map<string, Lease>();
  /** Oldest first. */
  readonly #told = new Set<string>();
  readonly #states = new Map<string, GroupState>();
  readonly #due = new Map<string, Map<string, number>>();
  #records: DeliveryRecord[] = [];

  constructor(options: MemoryNotificationOptions) {
    this.#options = { maxKeys: 200_000, maxRecords: 10_000, ...options };
  }

  claim(
    receiver: string,
    owner: string,
    leaseMs: number,
    requests: readonly ClaimRequest[],
  ): Promise<readonly Claim[]> {
    const nowMs = this.#options.monotonicMs();
    const claims = requests.map(({ incident_id, keys }): Claim => {
      const name = nameOf(receiver, incident_id);
      const lease = this.#leases.get(name);
      if (lease !== undefined && lease.owner !== owner && lease.untilMs > nowMs) {
        return { granted: false, retryInMs: lease.untilMs - nowMs };
      }
      this.#leases.set(name, { owner, untilMs: nowMs + leaseMs });
      const told = keys.map((key) => this.#told.has(nameOf(name, key)));
      return { granted: true, told, state: this.#states.get(name) };
    });
    return Promise.resolve(claims);
  }

  commit(receiver: string, owner: string, commits: readonly Commit[]): Promise<void> {
    for (const commit of commits) {
      const name = nameOf(receiver, commit.incident_id);
      for (const key of commit.keys) this.#told.add(nameOf(name, key));
      if (commit.state !== undefined) this.#states.set(name, commit.state);
      this.#schedule(receiver, commit);
      this.#records.push(...commit.records);
      if (commit.release) this.#release(name, owner);
    }
    this.#trim();
    return Promise.resolve();
  }

  release(receiver: string, owner: string, incidentIds: readonly string[]): Promise<void> {
    for (const id of incidentIds) this.#release(nameOf(receiver, id), owner);
    return Promise.resolve();
  }

  state(receiver: string, incidentId: string): Promise<GroupState | undefined> {
    return Promise.resolve(this.#states.get(nameOf(receiver, incidentId)));
  }

  due(receiver: string, nowMs: number, limit: number, leaseMs: number): Promise<readonly string[]> {
    const times = this.#due.get(receiver) ?? new Map<string, number>();
    const due = [...times]
      .filter(([, at]) => at <= nowMs)
      .sort(([, a], [, b]) => a - b)
      .slice(0, limit)
      .map(([id]) => id);
    for (const id of due) times.set(id, nowMs + leaseMs);
    return Promise.resolve(due);
  }

  deliveries({ incident_id, receiver, limit }: DeliveryQuery): Promise<readonly DeliveryRecord[]> {
    const found = this.#records
      .filter((record) => incident_id === undefined || record.incident_id === incident_id)
      .filter((record) => receiver === undefined || record.receiver === receiver);
    return Promise.resolve(found.reverse().slice(0, limit));
  }

  #release(name: string, owner: string): void {
    if (this.#leases.get(name)?.owner === owner) this.#leases.delete(name);
  }

  #schedule(receiver: string, { incident_id, dueMs }: Commit): void {
    if (dueMs === undefined) return;
    const times = this.#due.get(receiver) ?? new Map<string, number>();
    this.#due.set(receiver, times);
    if (dueMs === null) times.delete(incident_id);
    else times.set(incident_id, dueMs);
  }

  #trim(): void {
    const { maxKeys, maxRecords } = this.#options;
    for (const oldest of this.#told) {
      if (this.#told.size <= maxKeys) break;
      this.#told.delete(oldest);
    }
    for (const oldest of this.#states.keys()) {
      if (this.#states.size <= maxKeys) break;
      this.#states.delete(oldest);
    }
    if (this.#records.length > maxRecords * 1.1) this.#records = this.#records.slice(-maxRecords);
  }
}

/** Lengths keep names apart that imitate each other. */
function nameOf(receiver: string, rest: string): string {
  return `${String(receiver.length)}:${receiver}:${rest}`;
}
