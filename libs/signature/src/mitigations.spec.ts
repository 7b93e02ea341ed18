import { CREDENTIAL_KINDS, type Credential } from '@keywarden/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileAccess } from './file-access.js';
import { rotation } from './rotation.js';

function credential(overrides: Partial<Credential>): Credential {
  return { kind: 'admin', distribution: 'kubeadm', canonical_path: '/k', ...overrides };
}

describe('rotation', () => {
  it.each([
    ['kubeadm', 'admin', '/etc/kubernetes/admin.conf', 'kubeadm certs renew admin.conf'],
    ['kind', 'etcd', '/etc/kubernetes/pki/etcd/peer.key', 'kubeadm certs renew etcd-peer'],
    ['kubeadm', 'etcd', '/etc/kubernetes/pki/etcd/ca.key', 'kubeadm certs renew all'],
    ['kubeadm', 'service-account-signing-key', '/etc/kubernetes/pki/sa.key', 'openssl genrsa'],
    ['k3s', 'scheduler', '/s.key', 'k3s certificate rotate --service scheduler'],
    ['k3s', 'cluster-ca', '/server-ca.key', 'k3s certificate rotate-ca'],
    ['RKE2', 'front-proxy', '/p.key', 'rke2 certificate rotate --service auth-proxy'],
    ['RKE2', 'front-proxy', '/request-header-ca.key', 'rke2 certificate rotate-ca'],
    ['microk8s', 'api-server', '/server.key', 'microk8s refresh-certs --cert server.crt'],
    ['RKE1', 'cluster-ca', '/kube-ca.pem', 'rke cert rotate --rotate-ca'],
    ['RKE1', 'etcd', '/e.pem', 'rke cert rotate'],
    ['Talos', 'cluster-ca', '/ca.key', 'talosctl rotate-ca'],
    ['OpenShift', 'cluster-ca', '/ca.key', 'ocp-certificates regenerate-top-level'],
    ['OpenShift', 'api-server', '/s.key', 'ocp-certificates regenerate-leaf'],
    ['kOps', 'etcd', '/e.key', 'kops distrust keypair all'],
    ['k0s', 'cluster-ca', '/var/lib/k0s/pki/ca.key', 'k0s stop'],
    ['GKE', 'admin', '/k', '--start-credential-rotation'],
    ['AKS', 'admin', '/k', 'az aks rotate-certs'],
    ['EKS', 'kubelet-client', '/var/lib/kubelet/a b', "rm '/var/lib/kubelet/a b' && systemctl"],
  ] as const)('%s: %s at %s', (distribution, kind, canonical_path, command) => {
    expect(rotation(credential({ distribution, kind, canonical_path }))).toContain(command);
  });

  it('never names the tool of another distribution', () => {
    const kinds = fc.constantFrom(...CREDENTIAL_KINDS);
    const others = fc.constantFrom('k3s', 'RKE2', 'microk8s', 'k0s', 'kOps', 'Talos', 'OpenShift');
    fc.assert(
      fc.property(kinds, others, (kind, distribution) => {
        expect(rotation(credential({ kind, distribution }))).not.toContain('kubeadm');
      }),
    );
  });
});

describe('fileAccess', () => {
  it.each([
    [{ mode: 0o644 }, 'chmod go-rwx /k  # mode 0644: every user of the node can read it'],
    [{ mode: 0o640, owner_gid: 7 }, 'chmod go-rwx /k  # mode 0640: group 7 can read it'],
    [{ mode: 0o620 }, 'chmod go-rwx /k  # mode 0620: only root can read it'],
    [{ mode: 0o600, owner_uid: 0 }, 'ls -l /k  # mode 0600: only root can read it'],
    [{ mode: 0o600, owner_uid: 9 }, 'ls -l /k  # mode 0600: uid 9 can read it'],
    [
      { mode: 0o644, content: 'public-certificate' },
      'ls -l /k  # mode 0644: every user of the node can read it',
    ],
    [{}, 'chmod 600 /k && chown root:root /k'],
  ] as const)('%j', (facts, command) => {
    expect(fileAccess(credential(facts))).toBe(command);
  });
});
