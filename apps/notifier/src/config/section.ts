import { sinksConfig } from '@keywarden/sinks';
import { z } from 'zod';
import { DEFAULT_INHIBIT_RULES, inhibitRules } from './matchers.js';
import { circuit, receiverSettings } from './receivers.js';
import { checkReferences } from './references.js';
import { route } from './route.js';
import { timeIntervals } from './time-intervals.js';

const milliseconds = z.int().min(1);

/** The `notifier:` section of the configuration. */
export const notifierSection = z
  .strictObject({
    /**
     * Kafka consumer group. Each receiver has one of its own, `GROUP_ID.RECEIVER`, so that its lag is seen
     * by itself and a slow one delays nobody.
     */
    group_id: z.string().min(1).default('keywarden-notifier'),
    /** How soon Kafka gives the partitions of a notifier that died to another one. */
    session_timeout_ms: milliseconds.min(6_000).max(300_000).default(30_000),
    /** Attempts that one receiver gets at the same time; alerts of one incident stay in order. */
    concurrency: z.int().min(1).max(1_024).default(8),
    /** Unsettled alerts of one receiver in memory; further ones wait in Kafka. */
    max_pending: z.int().min(1).max(100_000).default(1_000),
    attempt_timeout_ms: milliseconds.min(100).max(600_000).default(30_000),
    retry: z
      .strictObject({
        max_attempts: z.int().min(1).max(1_000).default(100),
        /** Then the alert goes to the fallback, or to the dead letters. */
        max_elapsed_ms: milliseconds.max(86_400_000).default(900_000),
        first_delay_ms: milliseconds.default(500),
        max_delay_ms: milliseconds.default(30_000),
      })
      .prefault({}),
    circuit,
    /** How long a delivery is remembered so as not to be repeated, in seconds. */
    dedup_retention_s: z.int().min(60).max(31_536_000).default(604_800),
    /** How long a silence can still be seen when it is over, in seconds; the audit trail has its own bound. */
    silence_retention_s: z.int().min(0).max(31_536_000).default(432_000),
    sinks: sinksConfig,
    /** By the name of the sink. */
    receivers: z.record(z.string(), receiverSettings).default({}),
    /** Absent: every receiver gets everything. */
    route: route.exactOptional(),
    time_intervals: timeIntervals,
    inhibit_rules: inhibitRules.prefault(DEFAULT_INHIBIT_RULES),
    /** How long an alert that mutes others does so without another one of its incident. */
    inhibit_for_ms: milliseconds.max(86_400_000).default(900_000),
    /** So many alerts of one node within the window are a storm, told as KW-1006; 0: never. */
    storm: z
      .strictObject({
        alerts: z.int().min(0).default(100),
        window_ms: milliseconds.min(1_000).max(3_600_000).default(60_000),
      })
      .prefault({}),
    /** A receiver that takes nothing for so long is told as KW-1005. */
    failing_after_ms: milliseconds.max(86_400_000).default(120_000),
  })
  .superRefine(checkReferences)
  .prefault({});

export type NotifierConfig = z.output<typeof notifierSection>;
