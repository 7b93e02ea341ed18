import { ALERT_SCHEMA, type Alert } from '@keywarden/contracts';

export const SEVERITIES = ['info', 'low', 'medium', 'high'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** One for each band that receivers make of the risk. */
const RISK: Readonly<Record<Severity, number>> = { info: 0, low: 20, medium: 50, high: 90 };

/** A signature of no detector, so that no rule about real ones holds for a test. */
const SIGNATURE = {
  id: 'KW-TEST',
  name: 'delivery_test',
  version: 1,
  category: 'test',
  technique: '',
  mitre_id: '',
  mitre_external_ids: [],
  event_sets: [],
  depends_on: [],
};

const NODE = 'keywarden-test';
const BOOT_ID = '00000000-0000-4000-8000-000000000000';
const PROCESS = { pid: 4_242, start_time: 120_000_000_000, comm: 'keywarden-test', uid: 0 };
const PATH = '/keywarden-test/credential.key';
const CREDENTIAL = {
  kind: 'other',
  distribution: 'keywarden-test',
  canonical_path: PATH,
  content: 'secret',
} as const;

/**
 * An alert about nothing: every part that a receiver may show is there, and none names a real machine,
 * file or process.
 *
 * @param time RFC 3339
 */
export function sampleAlert(severity: Severity, id: string, time: string): Alert {
  const what = 'This is a test of the delivery. Nothing happened, and nothing is to be done.';
  return {
    schema: ALERT_SCHEMA,
    id,
    incident_id: `test-${id}`,
    time,
    signature: { ...SIGNATURE, severity: SEVERITIES.indexOf(severity) },
    risk_score: RISK[severity],
    confidence: 'low',
    title: 'TEST: Keywarden can reach this receiver',
    description: what,
    event: {
      schema: 'keywarden.event/1',
      node: NODE,
      boot_id: BOOT_ID,
      seq: 0,
      time,
      backend: 'fentry',
      name: 'security_file_open',
      process: {
        ...PROCESS,
        tid: PROCESS.pid,
        euid: 0,
        exe: { path: '/keywarden-test/reader', deleted: false, memfd: false },
      },
      data: { pathname: PATH, flags: 'O_RDONLY', flags_number: 0, credential: CREDENTIAL },
    },
    credential: CREDENTIAL,
    lineage: [{ ...PROCESS, exe: { path: '/keywarden-test/reader' } }],
    lineage_incomplete: false,
    evasions: [],
    attack_vectors: [],
    risk_factors: [{ factor: 'test', points: RISK[severity], detail: what }],
    mitigations: [],
    related: [],
    verdict: { outcome: 'alert', reason: what },
  };
}
