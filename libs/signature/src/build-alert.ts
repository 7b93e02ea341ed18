import {
  ALERT_SCHEMA,
  alertId,
  type Alert,
  type CredentialEvent,
  type IncidentSummary,
  type Origin,
  type RiskFactor,
  type SignatureMetadata,
} from '@keywarden/contracts';
import type { Ancestry } from '@keywarden/lineage';
import { attackVectors } from './impact.js';
import { PRIVATE_KEYS_TECHNIQUE, TRC_1018 } from './metadata.js';
import { mitigations } from './mitigations.js';
import type { Verdict } from './verdict.js';

export interface AlertInput {
  event: CredentialEvent;
  verdict: Extract<Verdict, { outcome: 'alert' }>;
  lineage: Ancestry;
  origin: Origin;
  incidentId: string;
  incident: IncidentSummary;
  /** Score 0 to 100, and what it is made of. */
  risk: { score: number; factors: readonly RiskFactor[] };
  /** Ids of related events. */
  related: readonly string[];
  traceId?: string | undefined;
}

/** The whole alert for an `alert` verdict. Its id depends on the event and the signature only. */
export function buildAlert(input: AlertInput): Alert {
  const { event, verdict, lineage } = input;
  const { credential } = event.data;
  if (credential === undefined) throw new TypeError('an alert verdict has a credential');
  const evasions = [...verdict.evasions];
  return {
    schema: ALERT_SCHEMA,
    id: alertId(event, TRC_1018),
    incident_id: input.incidentId,
    time: event.time,
    signature: signatureFor(credential.content),
    risk_score: input.risk.score,
    confidence: verdict.confidence,
    title: `Kubernetes ${credential.kind} credential ${verb(event)} by ${event.process.comm}`,
    description: describe(event, credential.canonical_path, verdict.explanation),
    event,
    credential,
    lineage: [...lineage.processes],
    lineage_incomplete: !lineage.complete,
    ...(lineage.source === undefined ? {} : { lineage_source: lineage.source }),
    origin: input.origin,
    incident: input.incident,
    evasions,
    attack_vectors: attackVectors(credential),
    risk_factors: [...input.risk.factors],
    mitigations: mitigations(credential, event),
    related: [...input.related],
    verdict: {
      outcome: 'alert',
      reason: `${verdict.reason}: ${verdict.explanation}`,
      ...(verdict.nearestRule === undefined ? {} : { nearest_rule: verdict.nearestRule }),
    },
    ...(input.traceId === undefined ? {} : { trace_id: input.traceId }),
  };
}

function signatureFor(content: string | undefined): SignatureMetadata {
  if (content !== 'private-key') return TRC_1018;
  const techniques = [...TRC_1018.mitre_external_ids, PRIVATE_KEYS_TECHNIQUE];
  return { ...TRC_1018, mitre_external_ids: techniques };
}

function verb(event: CredentialEvent): string {
  switch (event.name) {
    case 'security_file_open':
      return 'read';
    case 'security_file_receive':
      return 'received';
    case 'security_ptrace_access_check':
      return 'reached in memory';
    case 'security_inode_rename':
      return 'moved';
    case 'security_inode_link':
      return 'linked';
  }
}

function describe(event: CredentialEvent, path: string, explanation: string): string {
  const { process } = event;
  const who = `${process.exe?.path ?? process.comm} (pid ${String(process.pid)}${process.uid === undefined ? '' : `, uid ${String(process.uid)}`})`;
  const where = process.container === undefined ? '' : ` in container ${process.container.id}`;
  return `${who}${where} on node ${event.node} ${verb(event)} ${path}: ${explanation}.`;
}
