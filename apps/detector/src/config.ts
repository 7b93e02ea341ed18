import { z } from 'zod';
import { lagSection, nodeWatchSection, watchdogSection } from './node-watch-config.js';

/** The `detector:` section of the configuration. */
export const detectorSection = z
  .strictObject({
    /** Kafka consumer group, exactly as operators and ACLs see it. */
    group_id: z.string().min(1).default('keywarden-detector'),
    /** How soon Kafka gives the partitions of a detector that died to another one. */
    session_timeout_ms: z.int().min(6_000).max(300_000).default(30_000),
    /** Site policy, layered over the default one; relative to the working directory. */
    policy_file: z.string().min(1).exactOptional(),
    /** Further layers, each over the ones before it: paths, or patterns as `policy.d/*.yaml`. */
    policy_files: z.array(z.string().min(1)).default([]),
    /** `tracee` judges by open mode and comm alone, as Tracee's signature does. */
    compat: z.enum(['tracee']).exactOptional(),
    lineage: z
      .strictObject({
        /** Seconds for which an exited process can still be found. */
        retention_s: z.int().min(1).max(2_592_000).default(86_400),
        /** Generations in an alert, the process that acted included. */
        depth: z.int().min(1).max(64).default(32),
      })
      .prefault({}),
    watchdog: watchdogSection.prefault({}),
    node_watch: nodeWatchSection.prefault({}),
    lag: lagSection.prefault({}),
  })
  .prefault({});

export type DetectorConfig = z.output<typeof detectorSection>;
