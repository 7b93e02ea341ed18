/** One figure of a benchmark beside its floor from the same run. */
export interface BenchRow {
  /** `a`, `b`, `c` or `d`, and which figure of it: `c.detector`. */
  readonly id: string;
  readonly what: string;
  readonly unit: string;
  readonly value: number;
  /** The same measured on the least that could do the job. */
  readonly floor: number;
  readonly floorName: string;
  /** value / floor. */
  readonly ratio: number;
}

/** A row with its ratio. */
export function row(part: Omit<BenchRow, 'ratio'>): BenchRow {
  return { ...part, ratio: part.value / part.floor };
}

/** The value below which `share` (0 to 1) of the samples lie: nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  const value = sorted[rank - 1];
  if (value === undefined) throw new Error('no samples');
  return value;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);
