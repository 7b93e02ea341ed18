import { aForkEvent, anAlert, anOpenEvent, aRenameEvent } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { toEcs, toEcsEvent } from '../index.js';
import { capabilityNames } from './process.js';

describe('toEcs', () => {
  it('is an alert about the access to a file', () => {
    const alert = anAlert();
    expect(toEcs(alert, { cluster: 'prod' })).toMatchObject({
      '@timestamp': alert.time,
      event: { kind: 'alert', category: ['file'], type: ['access'], id: alert.id, severity: 3 },
      rule: { id: 'TRC-1018', name: 'k8s_cert_theft' },
      threat: {
        tactic: { id: ['TA0006'] },
        technique: { id: ['T1528', 'T1552'], subtechnique: { id: ['T1552.004'] } },
      },
      process: { pid: 4_242, parent: { pid: 4_200, name: 'bash', end: '2026-11-24T04:00:01Z' } },
      file: { path: '/etc/kubernetes/pki/ca.key', inode: '5678' },
      orchestrator: { type: 'kubernetes', cluster: { name: 'prod' } },
      trace: { id: alert.trace_id },
      keywarden: { incident_id: alert.incident_id },
    });
  });

  it('is a change for a rename, and keeps the new name', () => {
    expect(toEcs(anAlert({ event: aRenameEvent() }))).toMatchObject({
      event: { type: ['change'] },
      keywarden: { new_path: '/tmp/x' },
    });
  });

  it('has the session that the theft came from', () => {
    const entry = { pid: 9, start_time: 10_000_000, comm: 'sshd' };
    const origin = { entry_point: 'ssh', entry_process: entry } as const;
    expect(toEcs(anAlert({ origin }))).toMatchObject({
      process: { entry_leader: { pid: 9, entry_meta: { type: 'sshd' } } },
    });
  });
});

describe('toEcsEvent', () => {
  it('tells each event by its category', () => {
    expect(toEcsEvent(anOpenEvent())).toMatchObject({
      event: { kind: 'event', category: ['file'], sequence: 1 },
    });
    expect(toEcsEvent(aForkEvent())).toMatchObject({
      event: { category: ['process'], type: ['start'], action: 'fork' },
    });
  });
});

describe('capabilityNames', () => {
  it('names the bits', () => {
    expect(capabilityNames('0000000000000003')).toEqual(['CAP_CHOWN', 'CAP_DAC_OVERRIDE']);
    expect(capabilityNames('ffffffffffffffff')).toHaveLength(41);
  });
});
