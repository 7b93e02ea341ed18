import type { SensorCounters } from '@keywarden/sensor';

/** Where every captured event went; `captured` is the exact sum of the others. */
export interface Balance {
  readonly captured: number;
  readonly published: number;
  readonly filtered: number;
  readonly queued: number;
  readonly lost: Readonly<Record<string, number>>;
}

/**
 * Keeps `captured = published + filtered + queued + sum(lost)`. What counts as captured: each event
 * the kernel noticed (also the ones it had no room for), and each one that the collector makes
 * itself (process snapshot, heartbeat).
 */
export class Accounting {
  #received = 0;
  #made = 0;
  #published = 0;
  #filtered = 0;
  readonly #lost = new Map<string, number>();

  /** Events that arrived from the sensor. */
  received(count: number): void {
    this.#received += count;
  }

  get receivedCount(): number {
    return this.#received;
  }

  /** Events that the collector itself made. */
  made(count: number): void {
    this.#made += count;
  }

  published(count: number): void {
    this.#published += count;
  }

  filtered(): void {
    this.#filtered += 1;
  }

  lost(cause: string, count: number): void {
    this.#lost.set(cause, (this.#lost.get(cause) ?? 0) + count);
  }

  /** `sensor` has to be read in the same turn of the event loop. */
  balance(sensor: SensorCounters): Balance {
    const lost: Record<string, number> = {};
    let neverEmitted = 0;
    let undecoded = 0;
    for (const [cause, count] of Object.entries(sensor.lost)) {
      if (count === 0) continue;
      lost[cause] = count;
      if (cause.startsWith('decode_')) undecoded += count;
      else neverEmitted += count;
    }
    for (const [cause, count] of this.#lost) lost[cause] = (lost[cause] ?? 0) + count;
    const ownLosses = sum(this.#lost.values());
    const handled = this.#received + this.#made;
    const inQueue = handled - this.#published - this.#filtered - ownLosses;
    const inRing = Math.max(0, sensor.emitted - this.#received - undecoded);
    return {
      captured: handled + inRing + undecoded + neverEmitted,
      published: this.#published,
      filtered: this.#filtered,
      queued: inQueue + inRing,
      lost,
    };
  }
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
