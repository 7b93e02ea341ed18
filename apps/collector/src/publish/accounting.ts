import type { EventBalance } from '@keywarden/contracts';
import type { SensorCounters } from '@keywarden/sensor';
import { kernelShares, sum } from './kernel-shares.js';

/** Where every captured event went; `captured` is the exact sum of the others. */
export interface Balance extends EventBalance {
  /** The same by event name; the sum over all names is the figures above. */
  readonly by_name: Readonly<Record<string, EventBalance>>;
}

/** What happened to the events of one name in this process. */
class Tally {
  received = 0;
  made = 0;
  published = 0;
  filtered = 0;
  readonly lost = new Map<string, number>();

  get queued(): number {
    const { received, made, published, filtered, lost } = this;
    return received + made - published - filtered - sum(lost.values());
  }
}

/**
 * Keeps `captured = published + filtered + queued + sum(lost)`, for each event name and so in sum.
 * What counts as captured: each event the kernel noticed (also the ones it had no room for), and each
 * one that the collector makes itself (process snapshot, heartbeat).
 */
export class Accounting {
  readonly #tallies = new Map<string, Tally>();

  /** An event that arrived from the sensor. */
  received(name: string): void {
    this.#of(name).received += 1;
  }

  get receivedCount(): number {
    return sum([...this.#tallies.values()].map(({ received }) => received));
  }

  /** An event that the collector itself made. */
  made(name: string): void {
    this.#of(name).made += 1;
  }

  published(name: string): void {
    this.#of(name).published += 1;
  }

  filtered(name: string): void {
    this.#of(name).filtered += 1;
  }

  lost(cause: string, name: string): void {
    const { lost } = this.#of(name);
    lost.set(cause, (lost.get(cause) ?? 0) + 1);
  }

  /** `sensor` has to be read in the same turn of the event loop. */
  balance(sensor: SensorCounters): Balance {
    const byName = this.#byName(sensor);
    const lost: Record<string, number> = {};
    for (const { lost: own } of Object.values(byName)) addTo(lost, own);
    const total = (of: (one: EventBalance) => number): number => sum(Object.values(byName).map(of));
    return {
      captured: total(({ captured }) => captured),
      published: total(({ published }) => published),
      filtered: total(({ filtered }) => filtered),
      queued: total(({ queued }) => queued),
      lost,
      by_name: byName,
    };
  }

  #byName(sensor: SensorCounters): Record<string, EventBalance> {
    const received = new Map([...this.#tallies].map(([name, tally]) => [name, tally.received]));
    const kernel = kernelShares(sensor, received);
    const byName: Record<string, EventBalance> = {};
    for (const name of new Set([...this.#tallies.keys(), ...kernel.keys()])) {
      const { published, filtered, queued, lost: own } = this.#tallies.get(name) ?? new Tally();
      const { inRing = 0, lost: kernelLost = {} } = kernel.get(name) ?? {};
      const lost = { ...kernelLost };
      addTo(lost, Object.fromEntries(own));
      const waiting = queued + inRing;
      const captured = published + filtered + waiting + sum(Object.values(lost));
      byName[name] = { captured, published, filtered, queued: waiting, lost };
    }
    return byName;
  }

  #of(name: string): Tally {
    let tally = this.#tallies.get(name);
    if (tally === undefined) this.#tallies.set(name, (tally = new Tally()));
    return tally;
  }
}

function addTo(target: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [cause, count] of Object.entries(more)) target[cause] = (target[cause] ?? 0) + count;
}
