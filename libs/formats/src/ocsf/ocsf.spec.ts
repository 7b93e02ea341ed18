import { eventId, type IncidentSummary } from '@keywarden/contracts';
import { aForkEvent, anAlert, anOpenEvent, aRenameEvent } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { toOcsfFileActivity, toOcsfFinding } from '../index.js';

const incident: IncidentSummary = {
  opened_at: '2026-11-24T03:59:00Z',
  alert_number: 2,
  event_count: 7,
  credentials: ['/etc/kubernetes/pki/ca.key'],
  stage: 'spread',
  reason: 'another credential',
};

const inPod = anOpenEvent({
  process: {
    loginuid: 1_000,
    login_user: 'mallory',
    container: { id: 'c0ffee', name: 'app', image: 'shop:1', image_digest: 'sha256:aa' },
    pod: { name: 'shop-0', namespace: 'shop', uid: '8c1f1b0e-6c3f-4d57-9a55-1f1f2d0f3a01' },
  },
});

describe('toOcsfFinding', () => {
  it.each([
    [{}, {}, 200_401, 1],
    [{ incident }, {}, 200_402, 2],
    [{ incident: { ...incident, stage: 'opened' as const } }, {}, 200_401, 1],
    [{ incident }, { status: 'resolved' as const }, 200_403, 4],
  ])('%o with %o is %i', (overrides, options, type_uid, status_id) => {
    expect(toOcsfFinding(anAlert(overrides), options)).toMatchObject({ type_uid, status_id });
  });

  it('splits a sub-technique from its technique', () => {
    expect(toOcsfFinding(anAlert())).toMatchObject({
      finding_info: {
        attacks: [
          { technique: { uid: 'T1528' }, tactic: { uid: 'TA0006' } },
          { technique: { uid: 'T1552' }, sub_technique: { uid: 'T1552.004' } },
        ],
      },
    });
  });

  it('tells of the alert, its incident and its event apart', () => {
    const alert = anAlert({ incident, related: ['node-1/b/9'] });
    expect(toOcsfFinding(alert, { productVersion: '1.2.3', cluster: 'prod' })).toMatchObject({
      time: Date.parse(alert.time),
      start_time: Date.parse(incident.opened_at),
      count: 7,
      metadata: {
        uid: alert.id,
        correlation_uid: alert.incident_id,
        product: { version: '1.2.3' },
        tags: [{ name: 'trace_id', value: alert.trace_id }],
      },
      finding_info: {
        uid: alert.id,
        related_events: [{ uid: eventId(alert.event), type_uid: 100_114 }, { uid: 'node-1/b/9' }],
      },
      resources: [{ type: 'node', group: { name: 'prod' } }, { type: 'credential' }],
    });
  });

  it('claims the profiles that it uses, and no other', () => {
    const profiles = (alert: ReturnType<typeof anAlert>): unknown =>
      (toOcsfFinding(alert).metadata as { profiles: string[] }).profiles;
    const event = anOpenEvent({ process: { euid: undefined } });
    expect(profiles(anAlert({ event }))).toEqual(['security_control', 'datetime']);
    expect(profiles(anAlert({ event: inPod }))).toEqual([
      'security_control',
      'datetime',
      'container',
      'linux/linux_users',
    ]);
  });

  it('gives pod_uuid only where the uid of the pod is one', () => {
    const uuidOf = (uid: string): unknown => {
      const event = anOpenEvent({ process: { container: { id: 'c' }, pod: { uid } } });
      const [evidence] = toOcsfFinding(anAlert({ event })).evidences as [
        { container: Record<string, unknown> },
      ];
      return evidence.container.pod_uuid;
    };
    expect(uuidOf('8c1f1b0e-6c3f-4d57-9a55-1f1f2d0f3a01')).toBeDefined();
    expect(uuidOf('5d4f2f0a3b514c6c9a3f6f6c1a0e8f11')).toBeUndefined();
  });

  it('has the login user as evidence, and the process with its ancestry', () => {
    expect(toOcsfFinding(anAlert({ event: inPod }))).toMatchObject({
      evidences: [
        {
          user: { uid: '1000', name: 'mallory' },
          container: { uid: 'c0ffee', image: { uid: 'sha256:aa' } },
          actor: {
            process: { auid: 1_000, ancestry: [{ name: 'bash' }], parent_process: { pid: 4_200 } },
          },
          file: { path: '/etc/kubernetes/pki/ca.key', uid: '2049:5678' },
        },
      ],
    });
  });
});

describe('toOcsfFileActivity', () => {
  it('is an open, a rename with its result, or nothing', () => {
    expect(toOcsfFileActivity(anOpenEvent())).toMatchObject({ type_uid: 100_114 });
    expect(toOcsfFileActivity(aRenameEvent())).toMatchObject({
      type_uid: 100_105,
      file: { path: '/etc/kubernetes/pki/ca.key' },
      file_result: { path: '/tmp/x', name: 'x' },
    });
    expect(toOcsfFileActivity(aForkEvent())).toBeUndefined();
  });
});
