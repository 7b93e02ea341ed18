/** When so many alerts of one node are a storm. */
export interface StormLimits {
  /** Alerts within the window that make one; 0: there is none. */
  alerts: number;
  windowMs: number;
}

export interface Storm {
  node: string;
  /** Wall clock of its beginning, ms; names the episode together with the node. */
  sinceMs: number;
  /** Alerts so far. */
  count: number;
}

export interface StormNews {
  kind: 'began' | 'ended';
  storm: Storm;
}

interface NodeCount {
  /** Beginning of the window, ms. */
  windowMs: number;
  inWindow: number;
  before: number;
  storm: Storm | undefined;
}

const MAX_NODES = 20_000;

/**
 * Counts the alerts of nodes in windows of fixed length. A storm begins with the alert that reaches the
 * limit and ends with the first window that has less than half of it.
 */
export class StormWatch {
  readonly #limits: StormLimits;
  /** Least recently heard of first. */
  readonly #nodes = new Map<string, NodeCount>();

  constructor(limits: StormLimits) {
    this.#limits = limits;
  }

  /** One alert of a node. @returns what changed by it */
  see(node: string, nowMs: number): StormNews | undefined {
    const { alerts, windowMs } = this.#limits;
    if (alerts === 0) return undefined;
    const count = this.#turn(node, nowMs);
    count.inWindow += 1;
    if (count.storm !== undefined) {
      count.storm = { ...count.storm, count: count.storm.count + 1 };
      return undefined;
    }
    if (count.inWindow < alerts) return undefined;
    const sinceMs = Math.floor(nowMs / windowMs) * windowMs;
    count.storm = { node, sinceMs, count: count.inWindow };
    return { kind: 'began', storm: count.storm };
  }

  /** Lets time pass. @returns the storms that are over */
  endedBy(nowMs: number): StormNews[] {
    const ended: StormNews[] = [];
    for (const [node, { storm }] of [...this.#nodes]) {
      if (storm === undefined) continue;
      const count = this.#turn(node, nowMs);
      if (count.before * 2 >= this.#limits.alerts || count.inWindow * 2 >= this.#limits.alerts) {
        continue;
      }
      count.storm = undefined;
      ended.push({ kind: 'ended', storm });
    }
    return ended;
  }

  #turn(node: string, nowMs: number): NodeCount {
    const windowMs = Math.floor(nowMs / this.#limits.windowMs) * this.#limits.windowMs;
    const known = this.#nodes.get(node) ?? { windowMs, inWindow: 0, before: 0, storm: undefined };
    if (known.windowMs !== windowMs) {
      const isNext = windowMs - known.windowMs === this.#limits.windowMs;
      known.before = isNext ? known.inWindow : 0;
      known.inWindow = 0;
      known.windowMs = windowMs;
    }
    this.#nodes.delete(node);
    this.#nodes.set(node, known);
    if (this.#nodes.size > MAX_NODES) {
      for (const oldest of this.#nodes.keys()) {
        this.#nodes.delete(oldest);
        break;
      }
    }
    return known;
  }
}
