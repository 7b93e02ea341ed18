import { alert as alertSchema, type EventOf } from '@keywarden/contracts';
import { describe, expect, it } from 'vitest';
import { buildAlert } from './build-alert.js';
import { shellQuote } from './shell-quote.js';

const event: EventOf<'security_file_open'> = {
  schema: 'keywarden.event/1',
  node: 'node-1',
  boot_id: 'boot',
  seq: 7,
  time: '2026-01-01T00:00:00.000000001Z',
  backend: 'syscall',
  name: 'security_file_open',
  process: { pid: 10, tid: 10, start_time: 0, comm: 'cat', exe: { path: '/usr/bin/cat' }, uid: 0 },
  data: {
    pathname: '/etc/kubernetes/pki/ca.key',
    flags: 'O_RDONLY',
    flags_number: 0,
    credential: {
      kind: 'cluster-ca',
      distribution: 'kubeadm',
      canonical_path: '/etc/kubernetes/pki/ca.key',
      content: 'private-key',
      not_after: '2036-01-01T00:00:00Z',
    },
  },
};

const build = () =>
  buildAlert({
    event,
    verdict: {
      outcome: 'alert',
      reason: 'no-rule',
      explanation: 'no rule is about /usr/bin/cat',
      evasions: ['hard_link'],
      confidence: 'high',
    },
    lineage: { processes: [{ pid: 10, start_time: 0, comm: 'cat' }], complete: true },
    incidentId: 'i',
    incident: {
      opened_at: event.time,
      alert_number: 1,
      event_count: 1,
      credentials: [],
      stage: 'opened',
      reason: 'the first theft',
    },
    origin: { entry_point: 'ssh' },
    risk: { score: 90, factors: [{ factor: 'x', points: 90, detail: 'y' }] },
    related: ['n/b/1'],
    traceId: undefined,
  });

describe('buildAlert', () => {
  it('makes a whole alert by the published schema, the same each time', () => {
    expect(alertSchema.parse(build())).toEqual(build());
    expect(build()).toEqual(build());
  });

  it('carries every field of the signature', () => {
    expect(build().signature).toEqual({
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
    });
  });

  it('names vectors, risk factors and the controls that mend it', () => {
    const alert = build();
    expect(alert.attack_vectors.toSorted()).toEqual([
      'component impersonation',
      'credential theft',
      'lateral movement',
      'man-in-the-middle',
    ]);
    expect(alert.risk_factors).toEqual([{ factor: 'x', points: 90, detail: 'y' }]);
    expect(alert.related).toEqual(['n/b/1']);
    expect(alert.mitigations.map(({ control }) => control)).toEqual([
      'certificate-rotation',
      'file-permissions',
      'process-isolation',
      'access-auditing',
      'certificate-pinning',
      'network-segmentation',
    ]);
  });
});

describe('shellQuote', () => {
  it.each([
    ['/etc/kubernetes/pki/ca.key', '/etc/kubernetes/pki/ca.key'],
    ['/a b', "'/a b'"],
    ["/it's $(id)", `'/it'\\''s $(id)'`],
    ['/line\nbreak', "'/line\nbreak'"],
  ])('%j', (text, quoted) => {
    expect(shellQuote(text)).toBe(quoted);
  });
});
