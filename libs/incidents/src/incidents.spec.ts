import type { Credential, EventOf } from '@keywarden/contracts';
import { describe, expect, it } from 'vitest';
import { incidentId } from './incident-id.js';
import { riskScore } from './risk-score.js';

const event = (pid: number, more: object = {}): EventOf<'security_file_open'> => ({
  schema: 'keywarden.event/1',
  node: 'n',
  boot_id: 'b',
  seq: pid,
  time: '2026-01-01T00:00:00Z',
  backend: 'syscall',
  name: 'security_file_open',
  process: { pid, tid: pid, start_time: pid, comm: 'cat', ...more },
  data: { pathname: '/', flags: '', flags_number: 0 },
});

const process = (pid: number, comm: string) => ({ pid, start_time: pid, comm });
const under = (...processes: ReturnType<typeof process>[]) => ({ processes, complete: true });

describe('incidentId', () => {
  const login = [process(50, 'bash'), process(20, 'sshd'), process(1, 'systemd')];

  it('is one for all that a session does, and another for the next session', () => {
    const first = incidentId(event(100), under(process(100, 'cat'), ...login));
    expect(incidentId(event(101), under(process(101, 'tar'), ...login))).toBe(first);
    const other = [process(51, 'bash'), process(20, 'sshd'), process(1, 'systemd')];
    expect(incidentId(event(102), under(process(102, 'cat'), ...other))).not.toBe(first);
  });

  it('falls back to the process itself', () => {
    const none = { processes: [], complete: false };
    expect(incidentId(event(1), none)).not.toBe(incidentId(event(2), none));
  });
});

describe('riskScore', () => {
  const ca: Credential = {
    kind: 'cluster-ca',
    distribution: 'kubeadm',
    canonical_path: '/',
    content: 'private-key',
  };

  it('adds up to 100 at the very most, and orders kinds by reach', () => {
    const worst = event(1, { container: { id: 'c' }, tty: 'pts/0' });
    const lineage = under(process(2, 'bash'));
    const score = riskScore({ event: worst, credential: ca, lineage, evasions: ['memfd'] });
    expect(score).toBe(100);
    const token: Credential = { ...ca, kind: 'service-account-token', content: 'token' };
    const less = riskScore({ event: event(1), credential: token, lineage: under(), evasions: [] });
    expect(less).toBe(32);
  });
});
