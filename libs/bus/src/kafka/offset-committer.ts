import type { EachBatchPayload } from 'kafkajs';
import type { Logger } from '@keywarden/platform';

export type CommitAccess = Pick<
  EachBatchPayload,
  'uncommittedOffsets' | 'commitOffsetsIfNecessary'
>;

/** Least time between two commits, ms: what a consumer that is killed may have to work off again. */
const COMMIT_EVERY_MS = 200;
/** Attempts without a success, after which only another batch is a reason to try again. */
const MAX_FAILURES = 5;

/**
 * Commits what has been worked off, beside the work and not between two batches: the first batch after
 * a pause at once, in a stream of them a few times a second. A commit that fails, as during a rebalance,
 * is tried again, and made up for by that of the next batch; until then the batch would come again,
 * which changes nothing.
 */
export class OffsetCommitter {
  readonly #logger: Logger;
  #access: CommitAccess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastMs = -Infinity;
  #failures = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Something new was resolved; `access` is that of the batch, and good for all partitions. */
  schedule(access: CommitAccess): void {
    this.#access = access;
    this.#failures = 0;
    this.#arm();
  }

  #arm(): void {
    this.#timer ??= setTimeout(
      () => void this.flush(),
      Math.max(0, this.#lastMs + COMMIT_EVERY_MS - performance.now()),
    );
  }

  /** Commits now what is not committed yet. Never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#lastMs = performance.now();
    this.#running = this.#running.then(() => this.#commit());
    return this.#running;
  }

  async #commit(): Promise<void> {
    const access = this.#access;
    const offsets = access?.uncommittedOffsets();
    if (access === undefined || offsets === undefined || offsets.topics.length === 0) return;
    try {
      await access.commitOffsetsIfNecessary(offsets);
      this.#failures = 0;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#logger.debug({ error: reason }, 'offsets were not committed, the next commit has them');
      this.#failures += 1;
      if (this.#failures < MAX_FAILURES) this.#arm();
    }
  }
}
