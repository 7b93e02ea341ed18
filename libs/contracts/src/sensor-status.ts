import { z } from 'zod';

const count = z.int().nonnegative();
const losses = z.record(z.string(), count);

/** Where the events of one name went; the same balance as that of all of them. */
const eventBalance = z.object({
  captured: count,
  published: count,
  filtered: count,
  queued: count,
  lost: losses,
});

/** The collector's own file that it opens and renames, to see whether the kernel reports both. */
const canary = z.object({
  /** RFC 3339: when both were last seen; absent before the first time. */
  last_proof: z.string().optional(),
  /** From touching the file to the later of the two events, at the last proof. */
  latency_ms: z.number().nonnegative().optional(),
  /** Rounds that were judged, and those of them after which the sensor could not be called sound. */
  rounds: count,
  missed: count,
});

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
  lost: losses,
  /**
   * The same by event name; the sum over all names is exactly the figures above. A name is the
   * kernel's (a `container_create` counts as `cgroup_mkdir`), and what the kernel lost without saying
   * of which kind it was is under `unknown`.
   */
  by_name: z.record(z.string(), eventBalance).optional(),
  canary: canary.optional(),
  /** RFC 3339: since when the state is `blind`. Names one episode. */
  blind_since: z.string().optional(),
  /** RFC 3339: since when events are being lost; absent once a minute went by without a loss. */
  losing_since: z.string().optional(),
  /** What is wrong, for states other than `alive`. */
  detail: z.string().optional(),
});

export type SensorStatusData = z.infer<typeof sensorStatusData>;
export type EventBalance = z.infer<typeof eventBalance>;
export type CanaryFigures = z.infer<typeof canary>;
