import { evasionsOf, judged, shortcoming, type Judged } from './assess.ts';
import { AttackLab } from './lab.ts';
import { ScratchNode } from './node.ts';
import type { Attack, Place, TableBackend, Twin } from './scenario.ts';

export type Outcome = 'seen' | 'missed' | 'cannot' | 'quiet' | 'noisy' | 'failed' | 'skipped';

export interface Result {
  readonly id: string;
  readonly technique: string;
  readonly outcome: Outcome;
  /** What was wrong, or why it was not judged. */
  readonly detail: string;
  /** Evasions named over all events. */
  readonly evasions: readonly string[];
  readonly events: readonly Judged[];
  /** The row of the table; a twin has none. */
  readonly attack?: Attack;
}

interface Scenarios {
  readonly programs: string;
  readonly attacks: readonly Attack[];
  readonly twins: readonly Twin[];
}

/** One collector that watches a scratch node while scenario after scenario is played on it. */
export class Session {
  readonly #lab = new AttackLab();
  readonly #places = new Map<string, Place>();
  readonly #backend: TableBackend;
  readonly #scenarios: Scenarios;

  private constructor(backend: TableBackend, scenarios: Scenarios) {
    this.#backend = backend;
    this.#scenarios = scenarios;
  }

  /**
   * Lays out the node for the scenarios, then starts the collector.
   *
   * @throws KeywardenError when the backend cannot be used here.
   */
  static async open(backend: TableBackend, scenarios: Scenarios): Promise<Session> {
    const session = new Session(backend, scenarios);
    const node = new ScratchNode(scenarios.programs);
    for (const scenario of [...scenarios.attacks, ...scenarios.twins]) {
      const at = node.place(scenario.id);
      scenario.prepare?.(at);
      session.#places.set(scenario.id, at);
    }
    await session.#lab.start(backend, node.root);
    return session;
  }

  async close(): Promise<void> {
    await this.#lab.close();
    // Only now: a device number that is free again belongs to the next file system that is mounted.
    const { attacks, twins } = this.#scenarios;
    for (const scenario of [...attacks, ...twins]) {
      const at = this.#places.get(scenario.id);
      if (at !== undefined) scenario.leave?.(at);
    }
  }

  async playAll(onResult: (result: Result, number: number) => void): Promise<Result[]> {
    const results: Result[] = [];
    const note = (result: Result): void => {
      results.push(result);
      onResult(result, results.length);
    };
    for (const attack of this.#scenarios.attacks) note(await this.attack(attack));
    for (const twin of this.#scenarios.twins) note(await this.twin(twin));
    return results;
  }

  async attack(attack: Attack): Promise<Result> {
    const expectation = attack.seen[this.#backend];
    return this.#play(attack, (at, outcome, events) => {
      const wrong = shortcoming(attack, at, outcome, events);
      if (expectation === 'seen') return [wrong === undefined ? 'seen' : 'missed', wrong ?? ''];
      const surprise = wrong === undefined ? ' (yet it was seen)' : '';
      return ['cannot', expectation.cannot + surprise];
    });
  }

  async twin(twin: Twin): Promise<Result> {
    return this.#play(twin, (_at, _outcome, events) => {
      const alert = events.find(({ verdict }) => verdict.outcome === 'alert');
      if (alert === undefined) return ['quiet', ''];
      return ['noisy', `${alert.name} of ${alert.credential} raised an alert`];
    });
  }

  async #play(
    scenario: Attack | Twin,
    decide: (
      at: Place,
      outcome: Awaited<ReturnType<AttackLab['play']>>,
      events: readonly Judged[],
    ) => [Outcome, string],
  ): Promise<Result> {
    const { id, technique } = scenario;
    const row = 'seen' in scenario ? { attack: scenario } : {};
    const base = { id, technique, evasions: [], events: [], ...row };
    const at = this.#places.get(id);
    if (at === undefined) throw new Error(`${id} has no place on the node`);
    try {
      const played = await this.#lab.play(scenario, at);
      if (played.skipped !== undefined) {
        return { ...base, outcome: 'skipped', detail: played.skipped };
      }
      const events = judged(played, at);
      const [outcome, detail] = decide(at, played, events);
      const evasions = [...new Set(events.flatMap(({ verdict }) => evasionsOf(verdict)))];
      return { ...base, outcome, detail, evasions, events };
    } catch (error) {
      return { ...base, outcome: 'failed', detail: String(error) };
    }
  }
}
