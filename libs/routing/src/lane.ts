import type { Item } from './item.js';

/** What is going on about one incident: news that wait, and one thing at a time being done. */
export interface Lane {
  readonly incidentId: string;
  items: Item[];
  /** Changes of the group's state, each to be made while nothing else is done. */
  jobs: (() => Promise<void>)[];
  busy: boolean;
  cancelTimer?: (() => void) | undefined;
}

/** The lanes of one receiver, made as needed. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();

  get all(): readonly Lane[] {
    return [...this.#lanes.values()];
  }

  of(incidentId: string): Lane {
    const known = this.#lanes.get(incidentId);
    if (known !== undefined) return known;
    const lane: Lane = { incidentId, items: [], jobs: [], busy: false };
    this.#lanes.set(incidentId, lane);
    return lane;
  }

  /** Forgets a lane that nothing is left of. */
  drop(lane: Lane): void {
    this.#lanes.delete(lane.incidentId);
  }
}
