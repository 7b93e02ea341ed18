import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { certificateOfKubeconfig, certificateOfPem } from './pem.js';

const PEM = execFileSync(
  'openssl',
  [
    ...'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -keyout -'.split(' '),
    ...['-subj', '/O=system:masters/CN=admin'],
  ],
  { stdio: ['ignore', 'pipe', 'ignore'] },
).toString();

describe('certificate facts', () => {
  it('reads a certificate beside a private key', () => {
    expect(PEM).toContain('PRIVATE KEY');
    const facts = certificateOfPem(PEM);
    expect(facts?.subject).toBe('O=system:masters, CN=admin');
    expect(facts?.notAfter).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(facts?.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });

  it.each(['', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'a key'])(
    'has nothing to say about %j',
    (text) => {
      expect(certificateOfPem(text)).toBeUndefined();
    },
  );

  it('finds the certificate of a kubeconfig, inside or by file', () => {
    const inside = `users:\n- name: x\n  user:\n    client-certificate-data: ${Buffer.from(PEM).toString('base64')}\n`;
    expect(certificateOfKubeconfig(inside)).toEqual({ facts: certificateOfPem(PEM) });
    const file = 'users:\n- user:\n    client-certificate: /var/lib/kubelet/pki/x.pem\n';
    expect(certificateOfKubeconfig(file)).toEqual({ file: '/var/lib/kubelet/pki/x.pem' });
    expect(certificateOfKubeconfig('users: []')).toBeUndefined();
  });
});
