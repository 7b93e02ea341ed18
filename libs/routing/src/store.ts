import type { Alert } from '@keywarden/contracts';
import type { InhibitSource } from './inhibit.js';
import type { Silence, SilenceChange } from './silence.js';
import type { NotificationReason } from './notification.js';

/** What a receiver has been told of an incident, for receivers that are told of incidents as a whole. */
export interface GroupState {
  /** Alerts that the receiver was told of. */
  told: number;
  /** Alerts that were muted since it was told last. */
  muted: number;
  /** Notifications so far; part of the key of what the stages make up. */
  notifications: number;
  /** Wall clock, ms. */
  first_told_ms?: number;
  last_told_ms?: number;
  last_alert_ms: number;
  /** Steps of the escalation that were taken. */
  escalated: number;
  closed: boolean;
  /** How often it was closed before; absent: never. */
  episode?: number;
  gravest: Alert;
  /** {@link newsKey} of what was told, the latest 256. */
  news: readonly string[];
}

/** What an attempt needs to know of one incident. */
export interface ClaimRequest {
  incident_id: string;
  /** Keys of the items that would be told. */
  keys: readonly string[];
}

export type Claim =
  /** Another process tells this receiver of this incident right now. */
  | { granted: false; retryInMs: number }
  | { granted: true; told: readonly boolean[]; state: GroupState | undefined };

/** What changes once a receiver has been told, or will not be. */
export interface Commit {
  incident_id: string;
  /** Keys that count as told from now on. */
  keys: readonly string[];
  /** Absent: unchanged. */
  state?: GroupState | undefined;
  /** When the incident is to be looked at again, wall clock ms; null: not; absent: unchanged. */
  dueMs?: number | null;
  records: readonly DeliveryRecord[];
  /** Ends the claim, if there is one. */
  release: boolean;
}

/** One line of the delivery log: who was told what, when, and what they answered. */
export interface DeliveryRecord {
  /** RFC 3339. */
  time: string;
  receiver: string;
  sink_type: string;
  incident_id: string;
  notification_id: string;
  /** At most 100. */
  alert_ids: readonly string[];
  reason: NotificationReason;
  outcome: 'delivered' | 'muted' | 'deduplicated' | 'undeliverable' | 'fallback' | 'escalated';
  attempts: number;
  /** From the first attempt to the end, ms. */
  took_ms: number;
  /** What the receiver said, what muted it, or why it did not work. */
  detail?: string;
}

/**
 * What receivers have been told. Implementations: Redis and in-memory, in libs/state; one contract suite
 * runs against both. Every method may throw when the state cannot be reached.
 */
export interface NotificationStore {
  /**
   * Takes the right to tell a receiver of incidents, for `leaseMs` at most, so that no two processes tell
   * it the same. A claim of the same owner is renewed. One answer per request, in the same order.
   */
  claim(
    receiver: string,
    owner: string,
    leaseMs: number,
    requests: readonly ClaimRequest[],
  ): Promise<readonly Claim[]>;
  /** Idempotent. */
  commit(receiver: string, owner: string, commits: readonly Commit[]): Promise<void>;
  release(receiver: string, owner: string, incidentIds: readonly string[]): Promise<void>;
  state(receiver: string, incidentId: string): Promise<GroupState | undefined>;
  /** Incidents to look at, earliest first; they come again after `leaseMs` unless a commit decides. */
  due(receiver: string, nowMs: number, limit: number, leaseMs: number): Promise<readonly string[]>;
  /** Latest first. */
  deliveries(query: DeliveryQuery): Promise<readonly DeliveryRecord[]>;
}

export interface DeliveryQuery {
  incident_id?: string | undefined;
  receiver?: string | undefined;
  limit: number;
}

/** Who has taken charge of an incident. */
export interface Acknowledgement {
  by: string;
  /** RFC 3339. */
  at: string;
}

/** An incident as the people on duty see it. */
export interface IncidentNote {
  incident_id: string;
  /** Its gravest alert so far. */
  gravest: Alert;
  alerts: number;
  /** RFC 3339. */
  first_at: string;
  last_at: string;
  acknowledged?: Acknowledgement;
  resolved?: Acknowledgement & { reason: string };
}

/** What people decide: silences, acknowledgements. Implementations as of {@link NotificationStore}. */
export interface DutyStore {
  silences(): Promise<readonly Silence[]>;
  /** Creates or replaces a silence, and writes the audit trail in the same step. */
  putSilence(change: SilenceChange): Promise<void>;
  /** Forgets silences; the audit trail stays. An id that is not there is fine. */
  removeSilences(ids: readonly string[]): Promise<void>;
  /** Latest first. */
  silenceChanges(limit: number): Promise<readonly SilenceChange[]>;
  inhibitSources(): Promise<readonly InhibitSource[]>;
  /** Replaces those of an incident; none: it mutes nothing any more. */
  putInhibitSources(incidentId: string, sources: readonly InhibitSource[]): Promise<void>;
  /** Counts an alert to its incident and keeps the gravest. Idempotent for the same alert. */
  noteAlert(alert: Alert): Promise<void>;
  incident(incidentId: string): Promise<IncidentNote | undefined>;
  /** Latest first. */
  incidents(limit: number): Promise<readonly IncidentNote[]>;
  /** @returns false when there is no such incident */
  acknowledge(incidentId: string, acknowledgement: Acknowledgement): Promise<boolean>;
}
