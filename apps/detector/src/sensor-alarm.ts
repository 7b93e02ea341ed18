import type { Alert, EventOf } from '@keywarden/contracts';
import { sensorAlerts } from '@keywarden/signature';

/** A fleet's episodes; beyond it the oldest are forgotten and would be told again, with the same id. */
const MAX_EPISODES = 40_000;

/**
 * Makes alerts of what heartbeats say, one per episode and not one per heartbeat. What it remembers
 * only spares the bus: a detector that restarts makes the same alerts again, with the same ids.
 */
export class SensorAlarm {
  readonly #told = new Set<string>();

  /** The alerts of a heartbeat that were not told yet. */
  see(event: EventOf<'sensor_status'>): Alert[] {
    return sensorAlerts(event).filter(({ id }) => !this.#told.has(id));
  }

  /** The bus has acknowledged it; until then every heartbeat of the episode raises it again. */
  told({ id }: Alert): void {
    this.#told.add(id);
    if (this.#told.size <= MAX_EPISODES) return;
    for (const oldest of this.#told) {
      this.#told.delete(oldest);
      return;
    }
  }
}
