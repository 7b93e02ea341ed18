import type { SensorEvent } from '@keywarden/sensor';

/** When both events came, in ms after the file was touched. */
export interface Proof {
  readonly openMs: number;
  readonly renameMs: number;
}

/** One opening and renaming of the canary, and what was seen of it. */
export class Round {
  #openMs: number | undefined;
  #renameMs: number | undefined;

  /** @param nonce Part of the file's name in this round only. */
  constructor(
    readonly nonce: string,
    readonly startedMs: number,
    private readonly deadlineMs: number,
  ) {}

  /** Takes note of an event about the canary, unless it belongs to another round. */
  see(event: SensorEvent, nowMs: number): void {
    const elapsed = nowMs - this.startedMs;
    if (event.name === 'security_file_open' && event.pathname.endsWith(`.${this.nonce}`)) {
      this.#openMs ??= elapsed;
    } else if (event.name === 'security_inode_rename' && event.newPath.endsWith(`.${this.nonce}`)) {
      this.#renameMs ??= elapsed;
    }
  }

  /** Undefined until both events came within the deadline. */
  get proof(): Proof | undefined {
    const openMs = this.#inTime(this.#openMs);
    const renameMs = this.#inTime(this.#renameMs);
    return openMs === undefined || renameMs === undefined ? undefined : { openMs, renameMs };
  }

  /** What is missing, or came too late; empty when nothing is. */
  get missing(): string {
    const parts = [this.#fault('open', this.#openMs), this.#fault('rename', this.#renameMs)];
    return parts.filter((part) => part !== undefined).join(', ');
  }

  #inTime(elapsed: number | undefined): number | undefined {
    return elapsed !== undefined && elapsed <= this.deadlineMs ? elapsed : undefined;
  }

  #fault(what: string, elapsed: number | undefined): string | undefined {
    if (this.#inTime(elapsed) !== undefined) return undefined;
    const limit = `within ${String(this.deadlineMs)} ms`;
    if (elapsed === undefined) return `the ${what} of the canary was not seen ${limit}`;
    return `the ${what} of the canary was seen after ${elapsed.toFixed(0)} ms, not ${limit}`;
  }
}
