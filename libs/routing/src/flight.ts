import type { FailedAttempt, Item } from './item.js';
import type { Notification } from './notification.js';
import type { Route } from './route.js';

/** What goes out as one notification. */
export interface Part {
  items: readonly Item[];
  /** Made at the first attempt and the same at every further one. */
  notification?: Notification | undefined;
  failed: FailedAttempt[];
}

/** What a receiver is told of one incident next: of a lane, one flight at a time. */
export interface Flight {
  readonly incidentId: string;
  readonly route: Route;
  /** In order; a part that has been decided is taken out. */
  parts: Part[];
  attempts: number;
  /** Of the first attempt, ms of the monotonic clock. */
  startedMs: number | undefined;
  /** No attempt before it. */
  notBeforeMs: number;
  /** Since when its oldest news has waited. */
  readyMs: number;
  /** What is going on about parts that were given up, e.g. with the fallback. */
  farewells: Promise<void>[];
  /** The claim was given back already. */
  released: boolean;
  /** Called once, when no part is left. */
  landed(): void;
}

/** Flights that wait for an attempt, first in, first out. */
export class ReadyQueue {
  /** In the order in which they were put. */
  readonly #flights = new Set<Flight>();

  get size(): number {
    return this.#flights.size;
  }

  get all(): readonly Flight[] {
    return [...this.#flights];
  }

  put(flight: Flight): void {
    this.#flights.add(flight);
  }

  remove(flights: Iterable<Flight>): void {
    for (const flight of flights) this.#flights.delete(flight);
  }

  /**
   * Takes out what one attempt may carry. Looks no further than it must: it is asked before each attempt.
   *
   * @returns the flights, or when to ask again (ms of the monotonic clock), or undefined for an empty queue
   */
  take(
    nowMs: number,
    batch: { maxParts: number; lingerMs: number },
  ): { flights: Flight[] } | { askAtMs: number } | undefined {
    const flights: Flight[] = [];
    let parts = 0;
    let earliestMs = Infinity;
    for (const flight of this.#flights) {
      if (flight.notBeforeMs > nowMs) {
        earliestMs = Math.min(earliestMs, flight.notBeforeMs);
        continue;
      }
      if (flights.length > 0 && parts + flight.parts.length > batch.maxParts) break;
      flights.push(flight);
      parts += flight.parts.length;
      if (parts >= batch.maxParts) break;
    }
    const [first] = flights;
    if (first === undefined) return this.size === 0 ? undefined : { askAtMs: earliestMs };
    const fullAtMs = first.readyMs + batch.lingerMs;
    if (parts < batch.maxParts && nowMs < fullAtMs) return { askAtMs: fullAtMs };
    this.remove(flights);
    return { flights };
  }
}
