import type { EachBatchPayload } from 'kafkajs';
import type { Logger } from '@keywarden/platform';
import type { UndecidedOffsets } from './undecided.js';

export type CommitAccess = Pick<
  EachBatchPayload,
  'uncommittedOffsets' | 'commitOffsetsIfNecessary'
>;

type Offsets = ReturnType<CommitAccess['uncommittedOffsets']>;

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
  readonly #undecided: UndecidedOffsets;
  /** By topic and partition; what undecided messages hold back is not committed twice. */
  readonly #committed = new Map<string, string>();

  constructor(logger: Logger, undecided: UndecidedOffsets) {
    this.#logger = logger;
    this.#undecided = undecided;
  }

  /** The group was joined anew: what was known of partitions holds no longer. */
  forget(): void {
    this.#access = undefined;
    this.#committed.clear();
  }

  /** A message was decided, which may let the next commit go further. */
  again(): void {
    if (this.#access !== undefined) this.schedule(this.#access);
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
    if (access === undefined) return;
    const offsets = this.#bounded(access.uncommittedOffsets());
    if (offsets.topics.length === 0) return;
    try {
      await access.commitOffsetsIfNecessary(offsets);
      for (const { topic, partitions } of offsets.topics) {
        for (const { partition, offset } of partitions) {
          this.#committed.set(`${topic}/${String(partition)}`, offset);
        }
      }
      this.#failures = 0;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#logger.debug({ error: reason }, 'offsets were not committed, the next commit has them');
      this.#failures += 1;
      if (this.#failures < MAX_FAILURES) this.#arm();
    }
  }

  #bounded({ topics }: Offsets): Offsets {
    const bounded = topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions
        .map(({ partition, offset }) => ({
          partition,
          offset: this.#undecided.bound(topic, partition, offset),
        }))
        .filter(({ partition, offset }) => {
          return this.#committed.get(`${topic}/${String(partition)}`) !== offset;
        }),
    }));
    return { topics: bounded.filter(({ partitions }) => partitions.length > 0) };
  }
}
