import type { Alert } from '@keywarden/contracts';

/** What a matcher can ask of an alert. A label may have several values or none. */
export type Labels = ReadonlyMap<string, readonly string[]>;

/** The names that every alert may have; pod labels come as `pod_label.NAME`. */
export const LABEL_NAMES = [
  'signature',
  'severity',
  'risk',
  'confidence',
  'kind',
  'content',
  'distribution',
  'path',
  'node',
  'namespace',
  'pod',
  'service_account',
  'image',
  'executable',
  'user',
  'entry_point',
  'evasion',
  'stage',
  'incident',
] as const;

export const POD_LABEL_PREFIX = 'pod_label.';

const SEVERITIES = ['info', 'low', 'medium', 'high'] as const;

/** Every receiver asks for those of the same alert, and some more than once. */
const made = new WeakMap<Alert, Labels>();

/** The labels of an alert, which must not change any more; the values may be chosen by an attacker. */
export function labelsOf(alert: Alert): Labels {
  const known = made.get(alert);
  if (known !== undefined) return known;
  const labels = makeLabels(alert);
  made.set(alert, labels);
  return labels;
}

function makeLabels(alert: Alert): Labels {
  const { signature, credential, event, incident, origin } = alert;
  const process = 'process' in event ? event.process : undefined;
  const { pod, container } = process ?? {};
  const one: Record<string, string | undefined> = {
    signature: signature.id,
    severity: SEVERITIES[signature.severity],
    risk: String(alert.risk_score),
    confidence: alert.confidence,
    kind: credential.kind,
    content: credential.content,
    distribution: credential.distribution,
    path: credential.canonical_path,
    node: event.node,
    namespace: pod?.namespace,
    pod: pod?.name,
    service_account: pod?.service_account,
    image: container?.image,
    executable: process?.exe?.path,
    user: process?.login_user,
    entry_point: origin?.entry_point,
    stage: incident?.stage,
    incident: alert.incident_id,
  };
  const labels = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(one)) {
    if (value !== undefined) labels.set(name, [value]);
  }
  labels.set('evasion', alert.evasions);
  for (const [name, value] of Object.entries(pod?.labels ?? {})) {
    labels.set(`${POD_LABEL_PREFIX}${name}`, [value]);
  }
  return labels;
}
