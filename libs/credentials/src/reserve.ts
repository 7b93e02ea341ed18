import type { CatalogueEntry } from './entry.js';

const source = 'aquasecurity/tracee:detectors/kubernetes_certificate_theft_attempt.go';

/**
 * What has no entry of its own below the PKI directory. TRC-1018 covers the whole of
 * `/etc/kubernetes/pki`, whatever a site or a later release keeps there.
 */
export const PKI_RESERVE: readonly CatalogueEntry[] = [
  {
    distribution: 'kubeadm',
    kind: 'other',
    content: 'public-certificate',
    glob: '/etc/kubernetes/pki/**/*.crt',
    source,
  },
  {
    distribution: 'kubeadm',
    kind: 'etcd',
    content: 'private-key',
    glob: '/etc/kubernetes/pki/etcd/*.key',
    source,
  },
  {
    distribution: 'kubeadm',
    kind: 'other',
    content: 'private-key',
    glob: '/etc/kubernetes/pki/**/*.key',
    source,
  },
  {
    distribution: 'kubeadm',
    kind: 'other',
    content: 'secret',
    glob: '/etc/kubernetes/pki/**',
    source,
  },
];
