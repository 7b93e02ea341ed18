import type { NodeMark } from './node-record.js';
import { silenceId } from './node-silent.js';

/** How far the detectors have read the events; both by the monotonic clock of the caller, ms. */
export interface Reading {
  /** Everything that was published before has been worked off. */
  readonly untilMs: number;
  /** Since then the bus could be asked without a break. */
  readonly unbrokenMs: number;
}

/** A node as one detector knows it by having looked again and again. */
export interface NodeView {
  readonly mark: NodeMark;
  /** Its silence was told, by whichever detector. */
  readonly isTold: boolean;
  /** No heartbeat for longer than it may be. */
  readonly isSilent: boolean;
  /** For how long a node may be silent, ms. */
  readonly silentAfterMs: number;
  /** How old the proof of sight is, ms; absent when it cannot be vouched for. */
  readonly proofAgeMs?: number;
}

export interface SilenceOptions {
  /** Absent: three heartbeats, but at least {@link LEAST_SILENCE_MS}. */
  silentAfterMs?: number | undefined;
}

/** Less than this is a restart of the collector, or of the broker, ms. */
export const LEAST_SILENCE_MS = 90_000;
const HEARTBEATS = 3;

/** How long a node may be silent before it is told, ms. */
export function silentAfter(mark: NodeMark, { silentAfterMs }: SilenceOptions): number {
  return silentAfterMs ?? Math.max(LEAST_SILENCE_MS, HEARTBEATS * mark.interval_ms);
}

interface Watched {
  readonly boot_id: string;
  readonly seq: number;
  /** When this heartbeat was seen first, ms. */
  readonly sinceMs: number;
  /** Whether another one was seen before it: only then the node is known to speak now. */
  readonly isFresh: boolean;
}

/**
 * Finds the nodes that send no heartbeats. A node is silent when its last heartbeat is still the same
 * one after a while, by the monotonic clock: no wall clock is asked, so it does not matter which time
 * the nodes, the detectors or the store believe it is. While events are not read, no time passes.
 */
export class SilenceWatch {
  readonly #options: SilenceOptions;
  #nodes = new Map<string, Watched>();

  constructor(options: SilenceOptions) {
    this.#options = options;
  }

  /** For what was not looked at, nobody can vouch: counting begins anew. */
  startOver(): void {
    this.#nodes = new Map();
  }

  /**
   * @param told Nodes whose silence was told → id of that alert.
   * @param reading Undefined while nobody knows how far the events are read.
   * @param nowMs Monotonic, ms.
   */
  look(
    marks: readonly NodeMark[],
    told: ReadonlyMap<string, string>,
    reading: Reading | undefined,
    nowMs: number,
  ): NodeView[] {
    const nodes = new Map<string, Watched>();
    const views = marks.map((mark) => {
      const watched = follow(this.#nodes.get(mark.node), mark, nowMs);
      nodes.set(mark.node, watched);
      const episode = told.get(mark.node);
      const isTold = episode !== undefined && episode === silenceId(mark);
      return this.#view(mark, watched, isTold, reading, nowMs);
    });
    this.#nodes = nodes;
    return views;
  }

  #view(
    mark: NodeMark,
    { sinceMs, isFresh }: Watched,
    isTold: boolean,
    reading: Reading | undefined,
    nowMs: number,
  ): NodeView {
    const silentAfterMs = silentAfter(mark, this.#options);
    const quietMs =
      reading === undefined ? 0 : reading.untilMs - Math.max(sinceMs, reading.unbrokenMs);
    const isSilent = isTold || (reading !== undefined && quietMs >= silentAfterMs);
    const isVouched = isFresh && !isSilent && reading !== undefined && mark.state === 'alive';
    return {
      mark,
      isTold,
      isSilent,
      silentAfterMs,
      ...(isVouched && mark.proof_age_ms !== undefined
        ? { proofAgeMs: mark.proof_age_ms + nowMs - sinceMs }
        : {}),
    };
  }
}

function follow(before: Watched | undefined, { boot_id, seq }: NodeMark, nowMs: number): Watched {
  if (before === undefined) return { boot_id, seq, sinceMs: nowMs, isFresh: false };
  const isSame = before.boot_id === boot_id && before.seq === seq;
  return isSame ? before : { boot_id, seq, sinceMs: nowMs, isFresh: true };
}
