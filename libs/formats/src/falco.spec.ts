import { anAlert, anOpenEvent } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { toFalco } from './falco.js';

describe('toFalco', () => {
  it('has the fields of Falco, and its own below keywarden', () => {
    const alert = anAlert();
    expect(toFalco(alert)).toMatchObject({
      priority: 'Critical',
      rule: 'k8s_cert_theft',
      time: alert.time,
      source: 'syscall',
      hostname: 'node-1',
      tags: ['T1528', 'T1552.004', 'host', 'k8s', 'keywarden', 'mitre_credential_access'],
      output_fields: {
        'evt.type': 'open',
        'fd.name': '/etc/kubernetes/pki/ca.key',
        'proc.name': 'cat',
        'proc.pname': 'bash',
        'container.id': 'host',
        'keywarden.risk_score': 85,
      },
    });
  });

  it('begins its output as Falco does, in one line', () => {
    const event = anOpenEvent({ process: { comm: 'a\nb' } });
    expect(toFalco(anAlert({ event })).output).toMatch(
      /^04:00:00\.123456789: Critical Private key .*process=a\\x0ab.*$/,
    );
  });

  it('names the ancestors by their distance', () => {
    const lineage = ['cat', 'bash', 'sshd', 'systemd'].map((comm, pid) => ({
      pid,
      start_time: 0,
      comm,
    }));
    expect(toFalco(anAlert({ lineage })).output_fields).toMatchObject({
      'proc.pname': 'bash',
      'proc.aname[2]': 'sshd',
      'proc.aname[3]': 'systemd',
    });
  });

  it('has the same uuid for the same alert', () => {
    expect(toFalco(anAlert()).uuid).toBe(toFalco(anAlert()).uuid);
  });
});
