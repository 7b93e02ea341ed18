import type { Alert } from '@keywarden/contracts';
import { techniques } from '../attack.js';
import { known, type JsonObject } from '../json.js';
import { text, texts } from '../text.js';

/** What Tracee calls TRC-1018; rules that were written for Tracee look for it. */
const TRC_1018_NAME = 'K8s TLS certificate theft detected';

/** The name for people of a signature: Tracee's own for the one that it has too. */
export function signatureName({ signature }: Alert): string {
  return signature.id === 'TRC-1018' ? TRC_1018_NAME : text(signature.name);
}

/** The technique that Tracee names: it has one of each signature. */
export function firstTechnique({ signature }: Alert): { id: string; name: string } {
  const [first] = techniques(signature.mitre_external_ids);
  const { id = '' } = first?.sub ?? first ?? {};
  return { id, name: text(signature.technique) };
}

/** What Tracee has no field for, in the properties that it leaves to signatures. */
export function ownProperties(alert: Alert): JsonObject {
  const { credential } = alert;
  return known({
    alertID: text(alert.id),
    incidentID: text(alert.incident_id),
    riskScore: alert.risk_score,
    confidence: alert.confidence,
    reason: text(alert.verdict.reason),
    credentialKind: credential.kind,
    credentialPath: text(credential.canonical_path),
    evasions: alert.evasions.length === 0 ? undefined : texts(alert.evasions),
  });
}
