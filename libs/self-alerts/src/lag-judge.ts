/** Where a consumer group stands in one partition; offsets as numbers, exact up to 2^53. */
export interface PartitionOffsets {
  readonly partition: number;
  /** Of the oldest message that is still there. */
  readonly low: number;
  /** One past the newest message. */
  readonly high: number;
  /** One past the last message that was worked off; undefined when none ever was. */
  readonly committed: number | undefined;
}

export interface GroupOffsets {
  readonly group: string;
  readonly topic: string;
  readonly partitions: readonly PartitionOffsets[];
}

export interface Lag {
  readonly messages: number;
  /** For how long the oldest of them has been waiting, ms; as long as anybody looked at the least. */
  readonly behindMs: number;
  /** Monotonic, ms: what was published before is worked off; undefined while that is not known. */
  readonly readUntilMs: number | undefined;
  readonly isLagging: boolean;
  /** Good enough to end an episode. */
  readonly isOver: boolean;
}

export interface LagLimits {
  /** More messages than this are too many. */
  maxMessages: number;
  /** A message may wait for less than this, ms. */
  forMs: number;
}

interface Sample {
  readonly atMs: number;
  readonly high: number;
}

/** Looks at one partition of a group that are remembered; of more, every second one goes. */
const MAX_SAMPLES = 256;

/**
 * Judges whether one group keeps up with one topic. A busy group is always some messages behind, so
 * besides their number it is asked how old they are: from where the topic ended at earlier looks.
 */
export class LagJudge {
  readonly #limits: LagLimits;
  #samples = new Map<number, readonly Sample[]>();

  constructor(limits: LagLimits) {
    this.#limits = limits;
  }

  /** @param nowMs Monotonic, ms. */
  see({ partitions }: GroupOffsets, nowMs: number): Lag {
    const samples = new Map<number, readonly Sample[]>();
    let messages = 0;
    let behindMs = 0;
    let readUntilMs: number | undefined = nowMs;
    for (const offsets of partitions) {
      const at = Math.max(offsets.low, offsets.committed ?? offsets.low);
      messages += Math.max(0, offsets.high - at);
      const all = [
        ...(this.#samples.get(offsets.partition) ?? []),
        { atMs: nowMs, high: offsets.high },
      ];
      const reached = all.findLastIndex(({ high }) => high <= at);
      const kept = thinned(all.slice(Math.max(0, reached)));
      samples.set(offsets.partition, kept);
      const [oldest] = kept;
      const sinceMs = oldest?.atMs ?? nowMs;
      behindMs = Math.max(behindMs, nowMs - sinceMs);
      if (reached < 0) readUntilMs = undefined;
      else if (readUntilMs !== undefined) readUntilMs = Math.min(readUntilMs, sinceMs);
    }
    this.#samples = samples;
    const { maxMessages, forMs } = this.#limits;
    return {
      messages,
      behindMs,
      readUntilMs,
      isLagging: messages > maxMessages || behindMs >= forMs,
      isOver: messages <= maxMessages / 2 && behindMs < forMs / 2,
    };
  }
}

/** The first one stays: it says since when the group is behind. */
function thinned(samples: readonly Sample[]): readonly Sample[] {
  if (samples.length <= MAX_SAMPLES) return samples;
  return samples.filter((_, index) => index % 2 === 0);
}
