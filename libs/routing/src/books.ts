import type { Flight, Part } from './flight.js';
import { afterClosed, afterMuted, afterTold, nextDueMs } from './group.js';
import type { Item } from './item.js';
import type { PipelinePorts } from './ports.js';
import type { Receiver } from './receiver.js';
import { backoffMs } from './retry.js';
import type { Route } from './route.js';
import type { Commit, DeliveryRecord, GroupState } from './store.js';

const MAX_RECORDED_ALERTS = 100;
/** Least time between two attempts to write, ms. */
const MIN_WAIT_MS = 20;

/** Writes down what a receiver was told, and insists on it: what is not written would be told again. */
export class Books {
  readonly #receiver: Receiver;
  readonly #ports: PipelinePorts;
  readonly #closing: AbortSignal;

  constructor(receiver: Receiver, ports: PipelinePorts, closing: AbortSignal) {
    this.#receiver = receiver;
    this.#ports = ports;
    this.#closing = closing;
  }

  /** Whether the receiver is told of incidents as a whole, so that their state is kept. */
  get keepsState(): boolean {
    return this.#receiver.style === 'people' || this.#receiver.repeatMs > 0;
  }

  /** The group after a part was delivered. */
  told(state: GroupState | undefined, part: Part): GroupState | undefined {
    const [first] = part.items;
    if (!this.keepsState || first === undefined) return state;
    if (first.reason === 'resolved') return state === undefined ? undefined : afterClosed(state);
    const [alert, ...others] = part.items.map((item) => item.alert);
    if (alert === undefined) return state;
    const isNew = first.reason === 'alert' || first.reason === 'escalation';
    return afterTold(state, [alert, ...others], { isNew, nowMs: this.#nowMs() });
  }

  /** The group after items were held back. */
  muted(state: GroupState | undefined, items: readonly Item[]): GroupState | undefined {
    const [alert, ...others] = items
      .filter(({ reason }) => reason === 'alert')
      .map((item) => item.alert);
    return alert === undefined ? state : afterMuted(state, [alert, ...others], this.#nowMs());
  }

  /** What a state means for the timers. */
  due(state: GroupState | undefined, route: Route): number | null {
    if (state === undefined) return null;
    return nextDueMs(state, this.timing(route), route.escalation, this.#nowMs());
  }

  /** A stream has no waits; its repeats are its own. */
  timing(route: Route): Route['timing'] {
    const { style, repeatMs } = this.#receiver;
    if (style === 'people') return route.timing;
    return { ...route.timing, groupWaitMs: 0, groupIntervalMs: 0, repeatIntervalMs: repeatMs };
  }

  record(
    items: readonly Item[],
    facts: Pick<DeliveryRecord, 'outcome'> &
      Partial<Pick<DeliveryRecord, 'notification_id' | 'attempts' | 'took_ms' | 'detail'>>,
  ): DeliveryRecord[] {
    const [first] = items;
    if (first === undefined) return [];
    const { sink } = this.#receiver;
    return [
      {
        time: new Date(this.#nowMs()).toISOString(),
        receiver: sink.name,
        sink_type: sink.type,
        incident_id: first.alert.incident_id,
        notification_id: first.key,
        alert_ids: items.slice(0, MAX_RECORDED_ALERTS).map(({ alert }) => alert.id),
        reason: first.reason,
        attempts: 0,
        took_ms: 0,
        ...facts,
      },
    ];
  }

  /** How long a flight has been tried, ms. */
  tookMs({ startedMs }: Flight): number {
    const nowMs = this.#ports.scheduler.monotonicMs();
    return startedMs === undefined ? 0 : Math.round(nowMs - startedMs);
  }

  /**
   * @returns false when the service closed before it could be written: the items stay undecided
   */
  async write(commit: Commit): Promise<boolean> {
    const { store, owner, observer, scheduler, chance } = this.#ports;
    const { sink, retry } = this.#receiver;
    for (let attempts = 1; ; attempts++) {
      try {
        await store.commit(sink.name, owner, [commit]);
        return true;
      } catch (error) {
        observer.stateTrouble(error);
        if (this.#closing.aborted) return false;
        const waitMs = Math.max(MIN_WAIT_MS, backoffMs(retry, Math.min(attempts, 6), chance));
        await pause(scheduler, waitMs, this.#closing);
      }
    }
  }

  #nowMs(): number {
    return this.#ports.scheduler.nowMs();
  }
}

/** Resolves after the time, or when the signal is aborted. */
export function pause(
  scheduler: PipelinePorts['scheduler'],
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = scheduler.after(ms, done);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}
