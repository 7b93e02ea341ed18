import type { HealthState } from '@keywarden/platform';

/** Told of each change of the connection's state; `detail` says what is wrong. */
export type HealthListener = (state: HealthState, detail?: string) => void;

interface PartState {
  state: HealthState;
  detail: string | undefined;
}

const SEVERITY: Record<HealthState, number> = { ok: 0, degraded: 1, down: 2 };
const parts = new WeakMap<HealthListener, Map<string, PartState>>();

/**
 * Reports the state of one part (a consumer, a producer). Parts that share a listener share its
 * component: the listener hears the worst of them, so that a producer which is well does not hide
 * a consumer which is not.
 */
export class PartHealth {
  readonly #listener: HealthListener | undefined;
  readonly #part: string;

  constructor(listener: HealthListener | undefined, part: string) {
    this.#listener = listener;
    this.#part = part;
  }

  set(state: HealthState, detail?: string): void {
    if (this.#listener === undefined) return;
    const all = parts.get(this.#listener) ?? new Map<string, PartState>();
    parts.set(this.#listener, all);
    all.set(this.#part, { state, detail });
    const worst = [...all].reduce((a, b) => (SEVERITY[b[1].state] > SEVERITY[a[1].state] ? b : a));
    const [part, { state: worstState, detail: why }] = worst;
    this.#listener(worstState, why === undefined ? undefined : `${part}: ${why}`);
  }

  /** The part is gone and no longer counts. */
  forget(): void {
    if (this.#listener !== undefined) parts.get(this.#listener)?.delete(this.#part);
  }
}
