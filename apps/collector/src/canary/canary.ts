import { type CanaryFigures, formatUnixNanos } from '@keywarden/contracts';
import type { Logger } from '@keywarden/platform';
import type { Sensor, SensorEvent } from '@keywarden/sensor';
import { randomBytes } from 'node:crypto';
import type { CanaryFile } from './canary-file.js';
import { type Proof, Round } from './round.js';
import type { Timers } from './timers.js';

export interface CanaryParts {
  readonly file: Pick<CanaryFile, 'prepare' | 'play' | 'owns' | 'remove'>;
  readonly sensor: Pick<Sensor, 'selfCheck'>;
  readonly everyMs: number;
  readonly deadlineMs: number;
  readonly timers: Timers;
  readonly unixNanos: () => bigint;
  readonly logger: Logger;
  /** The sensor went blind, or sees again. */
  readonly onChange: () => void;
}

/** How a round ended: `failed` when the file itself could not be used, so that nothing is known. */
export type Outcome = 'seen' | 'missed' | 'failed' | 'repeated';

/** What is known of the sensor. */
export type Knowledge =
  | { readonly state: 'unproven'; readonly detail?: string }
  | { readonly state: 'seeing'; readonly detail: string }
  | { readonly state: 'blind'; readonly since: string; readonly detail: string };

/** A timer that is this share of the deadline late says that this process slept, not the sensor. */
const TOLERATED_LATENESS = 0.1;

/**
 * Proves again and again that the sensor sees: opens and renames a file of its own and waits for both
 * events to come back through the ring. Attached is not alive; a program can be attached, its counters
 * move, and yet its filter let nothing through.
 */
export class Canary {
  readonly outcomes: Record<Outcome, number> = { seen: 0, missed: 0, failed: 0, repeated: 0 };
  #sight: Knowledge = { state: 'unproven' };
  #lastProof:
    { readonly atMs: number; readonly text: string; readonly latencyMs: number } | undefined;
  #round: Round | undefined;
  #cancel: (() => void) | undefined;
  #isClosed = false;
  readonly #firstVerdict = Promise.withResolvers<undefined>();

  constructor(private readonly parts: CanaryParts) {}

  /** Begins the first round; resolves when it is judged, at the latest after two deadlines. */
  start(): Promise<void> {
    this.#begin(false);
    return this.#firstVerdict.promise;
  }

  get sight(): Knowledge {
    return this.#sight;
  }

  /** For the heartbeat. */
  figures(): CanaryFigures {
    const { seen, missed, failed } = this.outcomes;
    const proof = this.#lastProof;
    return {
      ...(proof === undefined ? {} : { last_proof: proof.text, latency_ms: proof.latencyMs }),
      rounds: seen + missed + failed,
      missed: missed + failed,
    };
  }

  /** Age of the last proof in ms; undefined before the first. */
  proofAgeMs(): number | undefined {
    const proof = this.#lastProof;
    return proof === undefined ? undefined : this.parts.timers.nowMs() - proof.atMs;
  }

  /** Takes an event, if it is about the canary and about nothing else; says whether it was. */
  see(event: SensorEvent): boolean {
    if (!this.parts.file.owns(event)) return false;
    const round = this.#round;
    round?.see(event, this.parts.timers.nowMs());
    if (round?.proof !== undefined) this.#judge();
    return true;
  }

  /** Ends a round that is going on without a verdict. Call it while the sensor is open. Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancel?.();
    this.#round = undefined;
    this.#firstVerdict.resolve(undefined);
    this.parts.file.remove();
  }

  #begin(isRepeated: boolean): void {
    const { deadlineMs, file, timers } = this.parts;
    try {
      file.prepare();
      const round = new Round(randomBytes(8).toString('hex'), timers.nowMs(), deadlineMs);
      this.#round = round;
      file.play(round.nonce);
      if (round === this.#round) this.#await(round, isRepeated);
    } catch (error) {
      this.#fail(error);
    }
  }

  #await(round: Round, isRepeated: boolean): void {
    const { deadlineMs, timers } = this.parts;
    // What comes at the deadline itself is in time.
    const waitMs = deadlineMs + 1;
    const dueMs = round.startedMs + waitMs;
    this.#cancel = timers.after(waitMs, () => {
      const lateMs = timers.nowMs() - dueMs;
      const slept = lateMs > deadlineMs * TOLERATED_LATENESS;
      timers.soon(() => {
        if (this.#round !== round) return;
        if (!slept || isRepeated) this.#judge();
        else this.#repeat(lateMs);
      });
    });
  }

  /** This process was stopped or busy: what it did not see in that time says nothing of the sensor. */
  #repeat(lateMs: number): void {
    this.outcomes.repeated += 1;
    this.parts.logger.info({ late_ms: Math.round(lateMs) }, 'the canary is sent again');
    this.#begin(true);
  }

  #judge(): void {
    const round = this.#round;
    this.#cancel?.();
    this.#round = undefined;
    const proof = round?.proof;
    const wrong = this.#selfCheck();
    if (proof !== undefined) this.#proved(proof);
    if (proof === undefined) wrong.unshift(round?.missing ?? '');
    this.outcomes[wrong.length === 0 ? 'seen' : 'missed'] += 1;
    this.#settle(wrong.length === 0 ? undefined : wrong.join('; '));
  }

  #proved({ openMs, renameMs }: Proof): void {
    const { timers, unixNanos } = this.parts;
    this.#lastProof = {
      atMs: timers.nowMs(),
      text: formatUnixNanos(unixNanos()),
      latencyMs: Math.round(Math.max(openMs, renameMs) * 1_000) / 1_000,
    };
  }

  /** @param blindness Undefined when the sensor sees. */
  #settle(blindness: string | undefined): void {
    const { logger, onChange, unixNanos } = this.parts;
    const before = this.#sight;
    if (blindness === undefined) {
      const { text = '', latencyMs = 0 } = this.#lastProof ?? {};
      const detail = `last proved at ${text} after ${String(latencyMs)} ms`;
      this.#sight = { state: 'seeing', detail };
      if (before.state === 'blind') {
        logger.info({ blind_since: before.since }, 'the sensor sees again');
      }
    } else {
      const since = before.state === 'blind' ? before.since : formatUnixNanos(unixNanos());
      this.#sight = { state: 'blind', since, detail: blindness };
      if (before.state !== 'blind') logger.error({ detail: blindness }, 'the sensor is blind');
    }
    this.#rest();
    if ((before.state === 'blind') !== (this.#sight.state === 'blind')) onChange();
  }

  /** Says nothing of the sensor, so a blind one stays blind; the file is made anew next time. */
  #fail(error: unknown): void {
    const { file, logger } = this.parts;
    this.#round = undefined;
    this.outcomes.failed += 1;
    const reason = error instanceof Error ? error.message : String(error);
    if (this.#sight.state !== 'blind') {
      const detail = `the canary cannot be used, so nothing proves that the sensor sees: ${reason}`;
      this.#sight = { state: 'unproven', detail };
    }
    logger.error({ err: error }, 'the canary cannot be used; see collector.canary.directory');
    try {
      file.remove();
    } catch (again) {
      logger.debug({ err: again }, 'the canary cannot be removed');
    }
    this.#rest();
  }

  /** Until the next round; a blind sensor is tried again soon, so that its recovery is soon known. */
  #rest(): void {
    const { deadlineMs, everyMs, timers } = this.parts;
    const waitMs = this.#sight.state === 'blind' ? Math.min(everyMs, deadlineMs) : everyMs;
    this.#firstVerdict.resolve(undefined);
    this.#cancel = timers.after(waitMs, () => {
      this.#begin(false);
    });
  }

  #selfCheck(): string[] {
    try {
      return this.parts.sensor.selfCheck();
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    }
  }
}
