import { ALERT_SCHEMA, alertId, type Alert } from '@keywarden/contracts';
import { anOpenEvent } from './events.js';

/** The alert of {@link anOpenEvent}; its id follows from the event unless told otherwise. */
export function anAlert(overrides: Partial<Alert> = {}): Alert {
  const event = overrides.event ?? anOpenEvent();
  const signature = {
    id: 'TRC-1018',
    name: 'k8s_cert_theft',
    version: 1,
    severity: 3,
    category: 'credential-access',
    technique: 'Steal Application Access Token',
    mitre_id: 'attack-pattern--890c9858-598c-401d-a4d5-c67ebcdd703a',
    mitre_external_ids: ['T1528', 'T1552.004'],
    event_sets: ['signatures', 'default'],
    depends_on: ['security_file_open', 'security_inode_rename'],
  };
  return {
    schema: ALERT_SCHEMA,
    id: alertId(event, signature),
    incident_id: '5f0c7d8e9a1b2c3d4e5f60718293a4b5',
    time: event.time,
    signature,
    risk_score: 85,
    confidence: 'high',
    title: 'Private key of the cluster CA read by cat',
    description: 'cat (pid 4242) opened /etc/kubernetes/pki/ca.key for reading on node-1.',
    event,
    credential: {
      kind: 'cluster-ca',
      distribution: 'kubeadm',
      canonical_path: '/etc/kubernetes/pki/ca.key',
      content: 'private-key',
      not_after: '2036-11-22T04:00:00Z',
      subject: 'CN=kubernetes',
    },
    lineage: [
      {
        pid: 4_242,
        start_time: 120_000_000_000,
        comm: 'cat',
        exe: { path: '/usr/bin/cat' },
        uid: 0,
      },
      {
        pid: 4_200,
        start_time: 110_000_000_000,
        comm: 'bash',
        exe: { path: '/usr/bin/bash' },
        exited_at: '2026-11-24T04:00:01Z',
      },
    ],
    lineage_incomplete: false,
    evasions: [],
    attack_vectors: ['credential theft', 'component impersonation'],
    risk_factors: [
      { factor: 'cluster-wide impact', points: 50, detail: 'a cluster-ca credential' },
    ],
    mitigations: [{ control: 'certificate-rotation', command: 'kubeadm certs renew all' }],
    related: [],
    verdict: { outcome: 'alert', reason: 'reader is not on any allow rule' },
    trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
    ...overrides,
  };
}
