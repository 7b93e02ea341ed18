import type { SensorStatusData } from '@keywarden/contracts';
import type { Health } from '@keywarden/platform';
import type { Sensor, SensorCounters } from '@keywarden/sensor';
import type { Accounting } from './publish/accounting.js';
import type { WatchSet } from './watch/watch-set.js';

export interface StatusParts {
  readonly sensor: Pick<Sensor, 'counters'>;
  readonly accounting: Accounting;
  readonly watchSet: Pick<WatchSet, 'counts' | 'truncated'>;
  readonly health: Health;
  readonly firstSeq: number;
  readonly monotonicMs: () => number;
}

/** Sums up how the collector is doing, for heartbeats, health and metrics. */
export class StatusReporter {
  readonly #startedMs: number;
  #counters: SensorCounters = { emitted: 0, received: 0, lost: {}, noted: {} };
  #lostAtLastBeat = 0;
  #state: SensorStatusData['state'] = 'starting';

  constructor(private readonly parts: StatusParts) {
    this.#startedMs = parts.monotonicMs();
  }

  /** The sensor is attached, the watched set is complete. */
  started(): void {
    this.#state = 'alive';
  }

  /**
   * The sensor is closed and has delivered everything; its counters cannot be read any more, the
   * last ones are completed with what was delivered since.
   */
  stopping(received: number): void {
    this.#state = 'stopping';
    const { emitted, lost, noted } = this.#counters;
    this.#counters = { emitted: Math.min(emitted, received), received, lost, noted };
  }

  /** The figures of this moment. */
  read(): SensorStatusData {
    const { accounting, firstSeq, monotonicMs, watchSet } = this.parts;
    if (this.#state !== 'stopping') this.#counters = this.parts.sensor.counters();
    const { lost, ...balance } = accounting.balance(this.#counters);
    return {
      state: this.#state,
      first_seq: firstSeq,
      uptime_ms: Math.round(monotonicMs() - this.#startedMs),
      watched: watchSet.counts(),
      ...balance,
      lost: { ...lost },
    };
  }

  /** The figures with a judgement: losses since the last heartbeat, or a watched set that is cut. */
  beat(): SensorStatusData {
    const data = this.read();
    if (data.state !== 'alive') return data;
    const detail = this.#trouble(data);
    this.parts.health.set('sensor', detail === undefined ? 'ok' : 'degraded', detail);
    return detail === undefined ? data : { ...data, state: 'degraded', detail };
  }

  #trouble(data: SensorStatusData): string | undefined {
    const lost = Object.values(data.lost).reduce((sum, count) => sum + count, 0);
    const recent = lost - this.#lostAtLastBeat;
    this.#lostAtLastBeat = lost;
    if (recent > 0) {
      const causes = Object.entries(data.lost).map(([cause, n]) => `${cause}: ${String(n)}`);
      return `${String(recent)} events lost since the last heartbeat (in all ${causes.join(', ')})`;
    }
    if (this.parts.watchSet.truncated) {
      return 'a watched directory has too many entries to be listed; its files are known by path only';
    }
    return undefined;
  }
}
