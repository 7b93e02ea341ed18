import { z } from 'zod';

/**
 * What a service of Keywarden says of its own work: of a consumer group that is behind, of a receiver
 * that takes nothing. It is the event of an alert about a service, and is not published by itself.
 */
export const serviceStatusData = z.object({
  /** `detector` or `notifier`: who says it. */
  service: z.string().min(1).max(253),
  /** Which process of the service says it, e.g. its host name. */
  instance: z.string().min(1).max(253),
  state: z.enum(['ok', 'lagging', 'failing', 'alert-storm']),
  /** What is wrong, for states other than `ok`. */
  detail: z.string().optional(),
  /** RFC 3339: since when the state holds. Names one episode. */
  since: z.string().optional(),
  /** Name → figure, e.g. `nodes`, `lag`. */
  numbers: z.record(z.string(), z.number()).optional(),
});

export type ServiceStatusData = z.infer<typeof serviceStatusData>;
