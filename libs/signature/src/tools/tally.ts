/** How often something came, and how often that was an alert. */
export interface Count {
  readonly key: string;
  readonly total: number;
  readonly alerts: number;
}

export interface TallyReport {
  /** The most frequent ones; those with alerts come first. */
  readonly top: readonly Count[];
  /** What `top` leaves out: how many keys (at least) and how many events. */
  readonly left_out: { keys: number; total: number };
}

/** Keys that are counted one by one; what comes later with another key is only summed up. */
const MAX_KEYS = 10_000;

/** Counts by key in bounded memory. */
export class Tally {
  readonly #counts = new Map<string, { key: string; total: number; alerts: number }>();
  readonly #maxKeys: number;
  #overflow = 0;

  constructor(maxKeys = MAX_KEYS) {
    this.#maxKeys = maxKeys;
  }

  /** Keys that are counted one by one. */
  get size(): number {
    return this.#counts.size;
  }

  add(key: string, isAlert: boolean): void {
    let count = this.#counts.get(key);
    if (count === undefined) {
      if (this.#counts.size >= this.#maxKeys) {
        this.#overflow += 1;
        return;
      }
      count = { key, total: 0, alerts: 0 };
      this.#counts.set(key, count);
    }
    count.total += 1;
    if (isAlert) count.alerts += 1;
  }

  /** The `limit` keys with most alerts, then most events; equal ones by name. */
  report(limit: number): TallyReport {
    const sorted = [...this.#counts.values()].toSorted(
      (a, b) => b.alerts - a.alerts || b.total - a.total || compare(a.key, b.key),
    );
    return this.#cut(sorted, limit);
  }

  /** The first `limit` keys by name. */
  reportByKey(limit: number): TallyReport {
    return this.#cut(
      [...this.#counts.values()].toSorted((a, b) => compare(a.key, b.key)),
      limit,
    );
  }

  #cut(sorted: readonly Count[], limit: number): TallyReport {
    const rest = sorted.slice(limit);
    const total = rest.reduce((sum, count) => sum + count.total, this.#overflow);
    const keys = rest.length + (this.#overflow > 0 ? 1 : 0);
    return { top: sorted.slice(0, limit), left_out: { keys, total } };
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
