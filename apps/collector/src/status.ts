import { formatUnixNanos, type SensorStatusData } from '@keywarden/contracts';
import type { Health } from '@keywarden/platform';
import type { Sensor, SensorCounters } from '@keywarden/sensor';
import type { Canary } from './canary/canary.js';
import type { Accounting } from './publish/accounting.js';
import { sum } from './publish/kernel-shares.js';
import type { WatchSet } from './watch/watch-set.js';

export interface StatusParts {
  readonly sensor: Pick<Sensor, 'counters'>;
  readonly accounting: Accounting;
  readonly watchSet: Pick<WatchSet, 'counts' | 'truncated'>;
  readonly canary: Pick<Canary, 'sight' | 'figures'>;
  readonly health: Health;
  readonly firstSeq: number;
  readonly monotonicMs: () => number;
  readonly unixNanos: () => bigint;
}

/** Losses that are less than this apart belong to one episode. */
const QUIET_MS = 60_000;

/** Sums up how the collector is doing, for heartbeats, health and metrics. */
export class StatusReporter {
  readonly #startedMs: number;
  #counters: SensorCounters = { emitted: 0, received: 0, lost: {}, noted: {} };
  #lostAtLastBeat = 0;
  #losing: { readonly since: string; lastMs: number } | undefined;
  #state: SensorStatusData['state'] = 'starting';

  constructor(private readonly parts: StatusParts) {
    this.#startedMs = parts.monotonicMs();
  }

  /** The sensor is attached, the watched set is complete, the canary was sent. */
  started(): void {
    this.#state = 'alive';
  }

  /**
   * The sensor is closed and has delivered everything; its counters cannot be read any more, the
   * last ones are completed with what was delivered since.
   */
  stopping(received: number): void {
    this.#state = 'stopping';
    const { emitted, ...others } = this.#counters;
    this.#counters = { ...others, emitted: Math.min(emitted, received), received };
  }

  /** The figures of this moment. */
  read(): SensorStatusData {
    const { accounting, canary, firstSeq, monotonicMs, watchSet } = this.parts;
    if (this.#state !== 'stopping') this.#counters = this.parts.sensor.counters();
    return {
      state: this.#state,
      first_seq: firstSeq,
      uptime_ms: Math.round(monotonicMs() - this.#startedMs),
      watched: watchSet.counts(),
      ...accounting.balance(this.#counters),
      canary: canary.figures(),
    };
  }

  /** The figures with a judgement: a blind sensor, losses, or a watched set that is cut. */
  beat(): SensorStatusData {
    const figures = this.read();
    const recent = this.#recentLosses(figures);
    const since = this.#losing?.since;
    const data = since === undefined ? figures : { ...figures, losing_since: since };
    if (data.state !== 'alive') return data;
    const { canary, health } = this.parts;
    const { sight } = canary;
    if (sight.state === 'blind') {
      health.set('sensor', 'down', sight.detail);
      return { ...data, state: 'blind', blind_since: sight.since, detail: sight.detail };
    }
    const trouble = this.#trouble(data, recent);
    if (trouble === undefined) {
      health.set('sensor', 'ok', sight.detail);
      return data;
    }
    health.set('sensor', 'degraded', trouble);
    return { ...data, state: 'degraded', detail: trouble };
  }

  /** Events lost since the last heartbeat; begins, goes on with or ends an episode of losses. */
  #recentLosses({ lost }: SensorStatusData): number {
    const { monotonicMs, unixNanos } = this.parts;
    const now = monotonicMs();
    const all = sum(Object.values(lost));
    const recent = all - this.#lostAtLastBeat;
    this.#lostAtLastBeat = all;
    if (recent > 0) {
      this.#losing ??= { since: formatUnixNanos(unixNanos()), lastMs: now };
      this.#losing.lastMs = now;
    } else if (this.#losing !== undefined && now - this.#losing.lastMs >= QUIET_MS) {
      this.#losing = undefined;
    }
    return recent;
  }

  #trouble({ lost }: SensorStatusData, recent: number): string | undefined {
    if (recent > 0) {
      const causes = Object.entries(lost).map(([cause, n]) => `${cause}: ${String(n)}`);
      return `${String(recent)} events lost since the last heartbeat (in all ${causes.join(', ')})`;
    }
    const { canary, watchSet } = this.parts;
    if (canary.sight.state === 'unproven') return canary.sight.detail;
    if (watchSet.truncated) {
      return 'a watched directory has too many entries to be listed; its files are known by path only';
    }
    return undefined;
  }
}
