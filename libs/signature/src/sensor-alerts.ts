import {
  ALERT_SCHEMA,
  digest,
  type Alert,
  type Credential,
  type EventOf,
  type Mitigation,
  type SignatureMetadata,
} from '@keywarden/contracts';

type StatusEvent = EventOf<'sensor_status'>;

const SENSOR_SIGNATURE = {
  version: 1,
  category: 'defense-evasion',
  event_sets: ['signatures', 'default'],
  depends_on: ['sensor_status'],
};

/** The sensor of a node is attached and does not see. */
export const KW_1001: SignatureMetadata = {
  ...SENSOR_SIGNATURE,
  id: 'KW-1001',
  name: 'sensor_blind',
  severity: 3,
  technique: 'Impair Defenses: Disable or Modify Tools',
  mitre_id: 'attack-pattern--ac08589e-ee59-4935-8667-d845e38fe579',
  mitre_external_ids: ['T1562.001'],
};

/** The sensor of a node sees more than it can tell. */
export const KW_1002: SignatureMetadata = {
  ...SENSOR_SIGNATURE,
  id: 'KW-1002',
  name: 'sensor_events_lost',
  severity: 2,
  technique: 'Impair Defenses: Indicator Blocking',
  mitre_id: 'attack-pattern--74d2a63f-3c7b-4852-92da-02d8fbab16da',
  mitre_external_ids: ['T1562.006'],
};

/** Fixed, because nothing about a theft is known: high enough to be looked at before the next one. */
const BLIND_RISK = 80;
const LOST_RISK = 50;

/** Such an alert is about every credential of the node; no reader of alerts expects none. */
const EVERY_CREDENTIAL: Credential = {
  kind: 'other',
  distribution: 'generic',
  canonical_path: '/',
};

/**
 * The alerts that a heartbeat calls for: one while the sensor is blind, one while it loses events. All
 * heartbeats of one episode (same node, boot and beginning) give the same alert id.
 */
export function sensorAlerts(event: StatusEvent): Alert[] {
  const { state, blind_since, losing_since } = event.data;
  return [
    ...(state === 'blind' && blind_since !== undefined ? [blindAlert(event, blind_since)] : []),
    ...(losing_since === undefined ? [] : [lossAlert(event, losing_since)]),
  ];
}

function blindAlert(event: StatusEvent, since: string): Alert {
  const { node, data } = event;
  const detail = data.detail ?? 'no reason was given';
  const proof = data.canary?.last_proof;
  const lastSeen = proof === undefined ? 'It never proved to see.' : `It last saw at ${proof}.`;
  return {
    ...frame(event, KW_1001, since),
    risk_score: BLIND_RISK,
    title: `The sensor of node ${node} is blind`,
    description: `Thefts on node ${node} are not seen since ${since}: ${detail}. ${lastSeen}`,
    risk_factors: [
      { factor: 'no sight', points: BLIND_RISK, detail: 'no theft on this node is seen' },
      { factor: 'detection evasion', points: 0, detail: 'the sensor may be tampered with' },
    ],
    mitigations: [
      command('sensor-repair', 'keywarden doctor', node),
      command('sensor-tampering', 'bpftool prog show; bpftool link show; bpftool map show', node),
      command('access-auditing', 'auditctl -w /etc/kubernetes/pki -p rwa -k k8s_cert_theft', node),
    ],
    verdict: { outcome: 'alert', reason: `sensor-blind: ${detail}` },
  };
}

/** What helps against a cause of losses; the others are faults to be found out. */
const CURES: ReadonlyMap<string, (node: string) => Mitigation> = new Map([
  ['ring_full', (node) => command('sensor-capacity', 'raise collector.ring_bytes', node)],
  ['buffer_full', (node) => command('sensor-capacity', 'raise collector.buffer', node)],
  ['program_busy', (node) => command('sensor-backend', 'set collector.backend: kprobe', node)],
]);

function lossAlert(event: StatusEvent, since: string): Alert {
  const { node, data } = event;
  const lost = Object.entries(data.lost).filter(([, count]) => count > 0);
  const causes = lost.map(([cause, count]) => `${cause}: ${String(count)}`).join(', ');
  return {
    ...frame(event, KW_1002, since),
    risk_score: LOST_RISK,
    title: `The sensor of node ${node} loses events`,
    description: `Events of node ${node} are lost since ${since} (over the run of its collector: ${causes}). A theft may be among them.`,
    risk_factors: [
      { factor: 'lost events', points: LOST_RISK, detail: 'a theft among them is not seen' },
    ],
    mitigations: [
      ...lost.flatMap(([cause]) => CURES.get(cause)?.(node) ?? []),
      command('sensor-flood', 'ps -eo pid,ppid,lstart,comm --sort=-start_time | head', node),
    ],
    verdict: { outcome: 'alert', reason: `sensor-events-lost: ${causes}` },
  };
}

/** What both kinds share. One incident per node and boot: what blinds a sensor often floods it too. */
function frame(event: StatusEvent, signature: SignatureMetadata, since: string) {
  const { node, boot_id } = event;
  return {
    schema: ALERT_SCHEMA,
    id: digest(['sensor-alert', node, boot_id, signature.id, String(signature.version), since]),
    incident_id: digest(['sensor-incident', node, boot_id]),
    time: event.time,
    signature,
    confidence: 'high',
    event,
    credential: EVERY_CREDENTIAL,
    lineage: [],
    lineage_incomplete: false,
    evasions: [],
    attack_vectors: ['detection evasion'],
    related: [],
  } as const satisfies Partial<Alert>;
}

function command(control: string, text: string, node: string): Mitigation {
  return { control, command: `${text}  # on node ${node}` };
}
