import { z } from 'zod';

const count = z.int().nonnegative();

/**
 * Heartbeat of a collector. Over one collector run
 * `captured = published + filtered + queued + sum(lost)` holds exactly; `lost` is by cause.
 */
export const sensorStatusData = z.object({
  state: z.enum(['starting', 'alive', 'degraded', 'blind', 'stopping']),
  /** First `seq` of this collector run: a lower one belongs to an earlier run. */
  first_seq: count,
  uptime_ms: count,
  watched: z.object({ files: count, directories: count, filesystems: count }),
  captured: count,
  published: count,
  filtered: count,
  queued: count,
  /** Cause → records lost. A cause that lost nothing may be absent. */
  lost: z.record(z.string(), count),
  /** What is wrong, for states other than `alive`. */
  detail: z.string().optional(),
});

export type SensorStatusData = z.infer<typeof sensorStatusData>;
