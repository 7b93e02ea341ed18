import { anAlert, anOpenEvent, aRenameEvent } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { toTraceeEvent, toTraceeFlat } from '../index.js';

const event = anOpenEvent({
  process: {
    ns_pid: 7,
    container: { id: 'c0ffee', name: 'app', image: 'shop:1' },
    pod: { name: 'shop-0', namespace: 'shop', uid: 'u', labels: { app: 'shop' } },
  },
});

describe('toTraceeFlat', () => {
  it('is the k8s_cert_theft of Tracee', () => {
    expect(toTraceeFlat(anAlert({ event }))).toMatchObject({
      eventName: 'k8s_cert_theft',
      processName: 'cat',
      processId: 7,
      hostProcessId: 4_242,
      hostParentProcessId: 4_200,
      containerId: 'c0ffee',
      kubernetes: { podName: 'shop-0', podNamespace: 'shop' },
      args: [
        {
          name: 'detectedFrom',
          value: {
            name: 'security_file_open',
            args: [
              { name: 'pathname', value: '/etc/kubernetes/pki/ca.key' },
              { name: 'flags', value: 0o2000000 },
              { name: 'dev', value: 2_049 },
              { name: 'inode', value: 5_678 },
            ],
          },
        },
      ],
      metadata: {
        Version: '1',
        Properties: {
          Severity: 3,
          Category: 'credential-access',
          signatureID: 'TRC-1018',
          signatureName: 'K8s TLS certificate theft detected',
          external_id: 'T1528',
          riskScore: 85,
        },
      },
    });
  });
});

describe('toTraceeEvent', () => {
  it('has workload, data and threat', () => {
    expect(toTraceeEvent(anAlert({ event }))).toMatchObject({
      timestamp: event.time,
      name: 'k8s_cert_theft',
      workload: {
        process: {
          executable: { path: '/usr/bin/cat' },
          host_pid: 4_242,
          pid: 7,
          real_user: { id: 0 },
          ancestors: [{ host_pid: 4_200, thread: { name: 'bash' } }],
        },
        container: { id: 'c0ffee', started: true },
        k8s: { pod: { labels: { app: 'shop' } }, namespace: { name: 'shop' } },
      },
      threat: {
        severity: 3,
        mitre: { tactic: { name: 'Credential Access' }, technique: { id: 'T1528' } },
        properties: { riskScore: '85', signatureID: 'TRC-1018' },
      },
    });
  });

  it('names both paths of a rename', () => {
    expect(toTraceeEvent(anAlert({ event: aRenameEvent() }))).toMatchObject({
      data: [
        { name: 'old_path', value: '/etc/kubernetes/pki/ca.key' },
        { name: 'new_path', value: '/tmp/x' },
      ],
      detected_from: { id: 1068, name: 'security_inode_rename' },
    });
  });
});
