import { z } from 'zod';

/** An alert that keeps coming as long as detection is proved to work. */
export const watchdogSection = z.strictObject({
  enabled: z.boolean().default(false),
  /** The name of the cluster in the alert. */
  cluster: z.string().min(1).max(253).default('default'),
  /** From one watchdog to the next, of each node and of the cluster. */
  interval_ms: z.int().min(100).max(3_600_000).default(60_000),
  /** A proof of sight may be as old as this: above the collectors' canary.every_ms. */
  proof_max_age_ms: z.int().min(100).max(86_400_000).default(180_000),
  /** Whether each node has one of its own, besides that of the cluster. */
  per_node: z.boolean().default(true),
});

/** Nodes that send no heartbeats any more. */
export const nodeWatchSection = z.strictObject({
  enabled: z.boolean().default(true),
  /** How often all nodes are looked at. */
  every_ms: z.int().min(20).max(60_000).default(5_000),
  /** Default: three heartbeats, but at least 90 s. */
  silent_after_ms: z.int().min(100).max(86_400_000).exactOptional(),
  /** A node that is silent for as long as this is no node of the cluster any more. */
  forget_after_ms: z.int().min(1_000).max(2_592_000_000).default(86_400_000),
});

/** Consumer groups that do not keep up. */
export const lagSection = z.strictObject({
  enabled: z.boolean().default(true),
  every_ms: z.int().min(50).max(300_000).default(10_000),
  /** More messages than this are told at once. */
  max_messages: z.int().min(1).default(1_000_000),
  /** Fewer of them when they wait for as long as this. */
  for_ms: z.int().min(100).max(86_400_000).default(300_000),
  /** The notifier's group; those of its receivers begin with it and a dot. */
  notifier_group: z.string().min(1).default('keywarden-notifier'),
  /** Groups that are not looked at, e.g. of a receiver that was removed. */
  ignore_groups: z.array(z.string().min(1)).default([]),
});

export type WatchdogConfig = z.output<typeof watchdogSection>;
export type NodeWatchConfig = z.output<typeof nodeWatchSection>;
export type LagConfig = z.output<typeof lagSection>;
