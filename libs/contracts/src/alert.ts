import { z } from 'zod';
import { credential } from './credential.js';
import { kernelEvent } from './kernel-event.js';
import { executable, container, pod, startTime } from './process.js';

export const ALERT_SCHEMA = 'keywarden.alert/1';

/** One generation of the lineage of an alert. */
export const lineageProcess = z.object({
  pid: z.int().nonnegative(),
  start_time: startTime,
  comm: z.string(),
  exe: executable.optional(),
  argv: z.array(z.string()).optional(),
  cwd: z.string().optional(),
  uid: z.int().nonnegative().optional(),
  container: container.optional(),
  pod: pod.optional(),
  /** RFC 3339; present when the process had already exited when the alert was made. */
  exited_at: z.string().optional(),
});

export const signatureMetadata = z.object({
  id: z.string(),
  name: z.string(),
  version: z.int().positive(),
  /** 0 to 3, where 3 is high. */
  severity: z.int().min(0).max(3),
  category: z.string(),
  technique: z.string(),
  mitre_id: z.string(),
  mitre_external_ids: z.array(z.string()),
  event_sets: z.array(z.string()),
  depends_on: z.array(z.string()),
});

export const mitigation = z.object({ control: z.string(), command: z.string() });

export const alert = z.object({
  schema: z.literal(ALERT_SCHEMA),
  id: z.string(),
  incident_id: z.string(),
  /** RFC 3339: the kernel time of the event that raised it. */
  time: z.string(),
  signature: signatureMetadata,
  /** 0 to 100. */
  risk_score: z.int().min(0).max(100),
  confidence: z.enum(['high', 'medium', 'low']),
  title: z.string(),
  description: z.string(),
  event: kernelEvent,
  credential,
  /** Nearest first; the first entry is the process that acted. */
  lineage: z.array(lineageProcess),
  /** True when an ancestor that the kernel named could not be found. */
  lineage_incomplete: z.boolean(),
  evasions: z.array(z.string()),
  attack_vectors: z.array(z.string()),
  risk_factors: z.array(z.string()),
  mitigations: z.array(mitigation),
  /** Ids of related events, `node/boot_id/seq`. */
  related: z.array(z.string()),
  verdict: z.object({
    outcome: z.literal('alert'),
    reason: z.string(),
    nearest_rule: z.string().optional(),
  }),
  trace_id: z.string().optional(),
});

export type Alert = z.infer<typeof alert>;
export type LineageProcess = z.infer<typeof lineageProcess>;
export type SignatureMetadata = z.infer<typeof signatureMetadata>;
export type Mitigation = z.infer<typeof mitigation>;
