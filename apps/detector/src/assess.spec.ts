import type { CredentialEvent } from '@keywarden/contracts';
import { compilePolicy, DEFAULT_POLICY } from '@keywarden/signature';
import { EMPTY_BOOK } from '@keywarden/incidents';
import { describe, expect, it } from 'vitest';
import { assess } from './assess.js';

const event: CredentialEvent = {
  schema: 'keywarden.event/1',
  node: 'a',
  boot_id: 'boot',
  seq: 1,
  time: '2026-11-24T04:00:00Z',
  backend: 'syscall',
  name: 'security_file_open',
  process: { pid: 7, tid: 7, start_time: 70, comm: 'cat', exe: { path: '/usr/bin/cat' }, uid: 0 },
  data: {
    pathname: '/etc/kubernetes/pki/ca.key',
    flags: 'O_RDONLY',
    flags_number: 0,
    credential: {
      kind: 'cluster-ca',
      distribution: 'kubeadm',
      canonical_path: '/etc/kubernetes/pki/ca.key',
      content: 'private-key',
    },
  },
};

const shell = { pid: 5, start_time: 50, comm: 'sh', exited_at: '2026-11-24T03:00:00Z' };

const policy = compilePolicy(DEFAULT_POLICY);

describe('assess', () => {
  it('shows the actor as it was at the event, whatever it has become since', () => {
    const now = {
      pid: 7,
      start_time: 70,
      comm: 'kubelet',
      exe: { path: '/usr/bin/kubelet' },
      cwd: '/root',
      exited_at: '2026-11-24T04:00:01Z',
    };
    const { alert } = assess(
      {
        event: event,
        ancestry: { processes: [now, shell], complete: true },
        policy,
        traceId: 't1',
      },
      EMPTY_BOOK,
    );
    expect(alert?.lineage[0]).toEqual({
      pid: 7,
      start_time: 70,
      comm: 'cat',
      exe: { path: '/usr/bin/cat' },
      uid: 0,
      cwd: '/root',
    });
    expect(alert?.lineage[1]).toEqual(shell);
    expect(alert).toMatchObject({ trace_id: 't1', lineage_incomplete: false });
  });

  it('alerts without any lineage, and says that it is incomplete', () => {
    const { alert } = assess(
      { event: event, ancestry: { processes: [], complete: true }, policy, traceId: undefined },
      EMPTY_BOOK,
    );
    expect(alert?.lineage).toHaveLength(1);
    expect(alert?.lineage_incomplete).toBe(true);
    expect(alert?.confidence).not.toBe('high');
    expect(alert).not.toHaveProperty('trace_id');
  });

  it('makes no alert of a write-only open', () => {
    const writing = { ...event, data: { ...event.data, flags: 'O_WRONLY', flags_number: 1 } };
    const result = assess(
      { event: writing, ancestry: { processes: [], complete: true }, policy, traceId: undefined },
      EMPTY_BOOK,
    );
    expect(result).toEqual({ verdict: { outcome: 'write-only' }, book: EMPTY_BOOK });
  });
});
