export type HealthState = 'ok' | 'degraded' | 'down';

export interface ComponentHealth {
  state: HealthState;
  detail?: string;
}

export interface HealthReport {
  /** The worst state of all components; `ok` when there are none. */
  state: HealthState;
  components: Record<string, ComponentHealth>;
}

type Listener = (component: string, health: ComponentHealth) => void;

const SEVERITY: Record<HealthState, number> = { ok: 0, degraded: 1, down: 2 };

/** What works and what does not, by component (`kafka`, `redis`, `sensor`, a sink's name). */
export class Health {
  readonly #components = new Map<string, ComponentHealth>();
  readonly #listeners = new Set<Listener>();

  /** Sets a component's state; listeners hear when the state changes, not when its detail does. */
  set(component: string, state: HealthState, detail?: string): void {
    const before = this.#components.get(component);
    const after = { state, ...(detail === undefined ? {} : { detail }) };
    this.#components.set(component, after);
    if (before?.state === state) return;
    for (const listener of this.#listeners) listener(component, after);
  }

  /** {@link set} for one component, as the parts that know nothing of the others take it. */
  reporter(component: string): (state: HealthState, detail?: string) => void {
    return (state, detail) => {
      this.set(component, state, detail);
    };
  }

  report(): HealthReport {
    let state: HealthState = 'ok';
    for (const component of this.#components.values()) {
      if (SEVERITY[component.state] > SEVERITY[state]) state = component.state;
    }
    return { state, components: Object.fromEntries(this.#components) };
  }

  /** Calls `listener` at each change; the returned function ends that. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
