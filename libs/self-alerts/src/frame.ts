import {
  ALERT_SCHEMA,
  KERNEL_EVENT_SCHEMA,
  type Alert,
  type Credential,
  type EventOf,
  type RiskFactor,
  type ServiceStatusData,
  type SignatureMetadata,
} from '@keywarden/contracts';

export type SensorStatus = EventOf<'sensor_status'>;
export type ServiceStatus = EventOf<'service_status'>;

/** Such an alert is about every credential there is; no reader of alerts expects none. */
const EVERY_CREDENTIAL: Credential = {
  kind: 'other',
  distribution: 'generic',
  canonical_path: '/',
};

/** What differs between the alerts about Keywarden itself. */
export interface SelfAlert {
  id: string;
  incidentId: string;
  time: string;
  signature: SignatureMetadata;
  title: string;
  description: string;
  event: SensorStatus | ServiceStatus;
  risk: RiskFactor;
  mitigations: Alert['mitigations'];
  reason: string;
}

/** The whole alert. Nobody acted, so it has no lineage. */
export function selfAlert(from: SelfAlert): Alert {
  return {
    schema: ALERT_SCHEMA,
    id: from.id,
    incident_id: from.incidentId,
    time: from.time,
    signature: from.signature,
    risk_score: from.risk.points,
    confidence: 'high',
    title: from.title,
    description: from.description,
    event: from.event,
    credential: EVERY_CREDENTIAL,
    lineage: [],
    lineage_incomplete: false,
    evasions: [],
    attack_vectors: [],
    risk_factors: [from.risk],
    mitigations: from.mitigations,
    related: [],
    verdict: { outcome: 'alert', reason: from.reason },
  };
}

/** The event of an alert about a service: it is of no kernel, so its `boot_id` is `service`. */
export function serviceStatus(data: ServiceStatusData, time: string): ServiceStatus {
  return {
    schema: KERNEL_EVENT_SCHEMA,
    node: data.instance,
    boot_id: 'service',
    seq: 0,
    time,
    backend: 'none',
    name: 'service_status',
    data,
  };
}
