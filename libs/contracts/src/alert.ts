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
  tty: z.string().optional(),
  session: z.int().nonnegative().optional(),
  ns_pid: z.int().nonnegative().optional(),
  systemd_unit: z.string().optional(),
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

/** How the session of the reader came to be. */
export const ENTRY_POINTS = [
  'ssh',
  'console',
  'cron',
  'systemd-service',
  /** The first process of a container, or a child of it. */
  'container-start',
  /** A process that a runtime put into a running container: `kubectl exec`, an exec probe. */
  'container-exec',
  'unknown',
] as const;

export type EntryPoint = (typeof ENTRY_POINTS)[number];

const namedProcess = z.object({
  pid: z.int().nonnegative(),
  start_time: startTime,
  comm: z.string(),
  exe: z.string().optional(),
});

/** Where a reader comes from, as far as its lineage tells. */
export const origin = z.object({
  entry_point: z.enum(ENTRY_POINTS),
  /** The process that the entry point started: a login shell, the first process of a container. */
  entry_process: namedProcess.optional(),
  session_leader: namedProcess.optional(),
  login_uid: z.int().nonnegative().optional(),
  login_user: z.string().optional(),
});

/** One term of the risk score; the points of all of them add up to it, up to 100. */
export const riskFactor = z.object({
  /** The same words in every alert, e.g. `cluster-wide impact`. */
  factor: z.string(),
  points: z.int().min(0).max(100),
  /** What it says about this theft. */
  detail: z.string(),
});

/** What the incident has come to, this alert included. */
export const incidentSummary = z.object({
  /** RFC 3339: kernel time of its first event. */
  opened_at: z.string(),
  /** 1 for the alert that opened it. */
  alert_number: z.int().positive(),
  /** Events that would each have been an alert alone. */
  event_count: z.int().positive(),
  /** Canonical paths, in order of first touch, at most 64. */
  credentials: z.array(z.string()),
  /** Why this alert was raised although the incident was open already. */
  stage: z.enum(['opened', 'escalated', 'spread', 'repeated']),
  reason: z.string(),
});

/** Who closed an incident, and why. */
export const resolution = z.object({
  by: z.string(),
  reason: z.string(),
  /** RFC 3339. */
  time: z.string(),
});

export const mitigation = z.object({ control: z.string(), command: z.string() });

export const alert = z.object({
  schema: z.literal(ALERT_SCHEMA),
  id: z.string(),
  incident_id: z.string(),
  /** Absent: `firing`. `resolved`: the incident is over; it has an id of its own. */
  status: z.enum(['firing', 'resolved']).optional(),
  /** Present when resolved. */
  resolution: resolution.optional(),
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
  /** `kernel`: the store could not be asked, so only what the kernel named is shown. */
  lineage_source: z.enum(['store', 'kernel']).optional(),
  origin: origin.optional(),
  incident: incidentSummary.optional(),
  evasions: z.array(z.string()),
  attack_vectors: z.array(z.string()),
  risk_factors: z.array(riskFactor),
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
export type Origin = z.infer<typeof origin>;
export type RiskFactor = z.infer<typeof riskFactor>;
export type Resolution = z.infer<typeof resolution>;
export type IncidentSummary = z.infer<typeof incidentSummary>;
