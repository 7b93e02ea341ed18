const MAX_THREADS = 10_000;

/**
 * The first message of each incident, so that what follows goes into its thread. Kept in memory: after
 * a restart an open incident begins another thread.
 */
export class Threads {
  readonly #first = new Map<string, string>();

  get(incidentId: string): string | undefined {
    return this.#first.get(incidentId);
  }

  /** Only the first message of an incident counts. The incident that began first is forgotten first. */
  add(incidentId: string, ts: string): void {
    if (this.#first.has(incidentId)) return;
    this.#first.set(incidentId, ts);
    for (const oldest of this.#first.keys()) {
      if (this.#first.size <= MAX_THREADS) return;
      this.#first.delete(oldest);
    }
  }

  forget(incidentId: string): void {
    this.#first.delete(incidentId);
  }
}
