import { KeywardenError } from '@keywarden/contracts';
import type { Ancestry, AncestryQuery, LineageChange, LineageStore } from '@keywarden/lineage';

export interface ResilientLineageOptions {
  /** Changes held while the store is away; beyond this the oldest go. */
  maxBuffered: number;
  /** How long a call may keep a verdict waiting, ms: 1,000 unless told. */
  patienceMs?: number;
  /** The least time between two attempts at a store that is away, ms: 1,000 unless told. */
  probeEveryMs?: number;
  /** Monotonic, ms. */
  now?: () => number;
  onState?: (state: { degraded: boolean; buffered: number }) => void;
  onDropped?: (changes: number) => void;
}

/** Changes per call when the held ones are written: one call must not take longer than the patience. */
const CATCH_UP = 1_000;
/** The part of the patience that an attempt at a store that is away may take: it comes every second. */
const PROBE_SHARE = 0.25;

/**
 * A lineage store that may be away. Meanwhile changes are held, up to a bound, and a question is
 * answered with the chain that the kernel gave with the event, marked as such. When the store is back
 * the held changes are written first, in order. Any other error is the caller's, as without this.
 */
export class ResilientLineage implements LineageStore {
  readonly #store: LineageStore;
  readonly #options: Required<ResilientLineageOptions>;
  #held: LineageChange[] = [];
  #dropped = 0;
  #isDegraded = false;
  #nextProbe = -Infinity;
  #recovery: Promise<boolean> | undefined;

  constructor(store: LineageStore, options: ResilientLineageOptions) {
    this.#store = store;
    this.#options = {
      patienceMs: 1_000,
      probeEveryMs: 1_000,
      now: () => performance.now(),
      onState: () => undefined,
      onDropped: () => undefined,
      ...options,
    };
  }

  /** @throws KeywardenError as the store does, but for `KW_STATE_UNREACHABLE`: then changes are held. */
  async apply(changes: readonly LineageChange[]): Promise<void> {
    if (this.#isDegraded) {
      this.#hold(changes);
      await this.#recovered();
      return;
    }
    try {
      await this.#inTime(this.#store.apply(changes));
    } catch (error) {
      if (!isAway(error)) throw error;
      // What timed out may have been written all the same: writing it again changes nothing.
      this.#hold(changes);
      this.#lose();
    }
  }

  /** @throws KeywardenError as the store does, but for `KW_STATE_UNREACHABLE`. */
  async ancestry(queries: readonly AncestryQuery[]): Promise<readonly Ancestry[]> {
    if (this.#isDegraded && !(await this.#recovered())) return queries.map(fromKernel);
    try {
      return await this.#inTime(this.#store.ancestry(queries));
    } catch (error) {
      if (!isAway(error)) throw error;
      this.#lose();
      return queries.map(fromKernel);
    }
  }

  #hold(changes: readonly LineageChange[]): void {
    // Not by spreading: a batch may be larger than the stack takes arguments.
    for (const change of changes) this.#held.push(change);
    const over = this.#held.length - this.#options.maxBuffered;
    if (over > 0) {
      this.#held = this.#held.slice(over);
      this.#dropped += over;
      this.#options.onDropped(over);
    }
    if (this.#isDegraded) this.#report();
  }

  #lose(): void {
    this.#isDegraded = true;
    this.#nextProbe = this.#options.now() + this.#options.probeEveryMs;
    this.#report();
  }

  /** At most one attempt at a time, and one in `probeEveryMs`. @returns true when all is written. */
  #recovered(): Promise<boolean> {
    if (this.#recovery !== undefined) return this.#recovery;
    if (this.#options.now() < this.#nextProbe) return Promise.resolve(false);
    const recovery = this.#catchUp().finally(() => {
      this.#recovery = undefined;
    });
    this.#recovery = recovery;
    return recovery;
  }

  async #catchUp(): Promise<boolean> {
    const patience = this.#options.patienceMs * PROBE_SHARE;
    const end = this.#options.now() + patience;
    try {
      while (this.#held.length > 0) {
        const part = this.#held.slice(0, CATCH_UP);
        const before = this.#dropped;
        await this.#inTime(this.#store.apply(part), patience);
        // The bound may have dropped some of them meanwhile.
        this.#held = this.#held.slice(Math.max(0, part.length - (this.#dropped - before)));
        this.#report();
        if (this.#held.length > 0 && this.#options.now() >= end) return false;
      }
    } catch (error) {
      if (!isAway(error)) throw error;
      this.#lose();
      return false;
    }
    this.#isDegraded = false;
    this.#report();
    return true;
  }

  async #inTime<Result>(
    work: Promise<Result>,
    patienceMs = this.#options.patienceMs,
  ): Promise<Result> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      late.reject(
        new KeywardenError('KW_STATE_UNREACHABLE', 'no answer in time', {
          retryable: true,
          where: 'the lineage store',
        }),
      );
    }, patienceMs);
    try {
      return await Promise.race([work, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  #report(): void {
    this.#options.onState({ degraded: this.#isDegraded, buffered: this.#held.length });
  }
}

/** The process itself is in the event; its ancestors are the hints. */
function fromKernel({ key, depth, hints = [] }: AncestryQuery): Ancestry {
  const self = { pid: key.pid, start_time: key.start_time, comm: '' };
  const above = hints.map(({ pid, start_time, comm = '' }) => ({ pid, start_time, comm }));
  return { processes: [self, ...above].slice(0, depth), complete: false, source: 'kernel' };
}

function isAway(error: unknown): boolean {
  return error instanceof KeywardenError && error.code === 'KW_STATE_UNREACHABLE';
}
