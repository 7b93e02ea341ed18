import { sinksConfig } from '@keywarden/sinks';
import { z } from 'zod';

const milliseconds = z.int().min(1);

/** The `notifier:` section of the configuration. */
export const notifierSection = z
  .strictObject({
    /** Kafka consumer group, exactly as operators and ACLs see it. */
    group_id: z.string().min(1).default('keywarden-notifier'),
    /** Incidents that one sink is told of at the same time; alerts of one incident stay in order. */
    concurrency: z.int().min(1).max(256).default(8),
    retry: z
      .strictObject({
        max_attempts: z.int().min(1).max(1_000).default(30),
        /** Then the alert goes to the dead letters, for this sink. */
        max_elapsed_ms: milliseconds.max(86_400_000).default(300_000),
        first_delay_ms: milliseconds.default(500),
        max_delay_ms: milliseconds.default(30_000),
      })
      .prefault({}),
    /** How long a delivery is remembered so as not to be repeated, in seconds. */
    dedup_retention_s: z.int().min(60).max(31_536_000).default(604_800),
    sinks: sinksConfig,
  })
  .prefault({});

export type NotifierConfig = z.output<typeof notifierSection>;
