import type { CatalogueEntry } from './entry.js';

/** What `kubeadm init` and `kubeadm join` write on a node. */
export const KUBEADM: readonly CatalogueEntry[] = [
  {
    distribution: 'kubeadm',
    kind: 'cluster-ca',
    content: 'public-certificate',
    glob: '/etc/kubernetes/pki/ca.crt',
    source: 'kubernetes/kubernetes:cmd/kubeadm/app/phases/controlplane/manifests.go@ad7cb45b',
  },
  {
    distribution: 'kubeadm',
    kind: 'cluster-ca',
    content: 'private-key',
    glob: '/etc/kubernetes/pki/ca.key',
    source: 'kubernetes/kubernetes:cmd/kubeadm/app/phases/controlplane/manifests.go@ad7cb45b',
  },
  {
    distribution: 'kubeadm',
    kind: 'api-server',
    content: 'public-certificate',
    glob: '/etc/kubernetes/pki/apiserver.crt',
    source: 'kubernetes/kubernetes:cmd/kubeadm/app/phases/controlplane/manifests.go@ad7cb45b',
  },
  {
    distribution: 'kubeadm',
    kind: 'api-server',
    content: 'private-key',
    glob: '/etc/kubernetes/pki/apiserver.key',
    source: 'kubernetes/kubernetes:cmd/kubeadm/app/phases/controlplane/manifests.go@ad7cb45b',
  },
  {
    distribution: 'kubeadm',
    kind: 'api-server',
    content: 'public-certificate',
    glob: '/etc/kubernetes/pki/apiserver-kubelet-client.crt',
    source: 'kubernetes/kubernetes:cmd/kubeadm/app/phases/controlplane/manifests.go@ad7cb45b',
  },
  {
    distribution: 'kubeadm',
    kind: 'api-server',
    content: 'private-key',
    glob: '/etc/kubernetes/pki/apiserver-kubelet-client.key',
    source: 'kubernetes/kubernetes:cmd/kubeadm/app/phases/controlplane/manifests.go@ad7cb45b',
  },
  {
    distribution: 'kubeadm',
    kind: 'etcd',
    content: 'public-certificate',
    glob: '/etc/kubernetes/pki/apiserver-etcd-client.crt',
    source: 'kubernetes/kubernetes:cmd/kubeadm/app/phases/controlplane/manifests.go@ad7cb45b',
  },
  {
    distribution: 'kubeadm',
    kind: 'etcd',
    content: 'private-key',
    glob: '/etc/kubernetes/pki/apiserver-etcd-client.key',
    source: 'kubernetes/kubernetes:cmd/kubeadm/app/phases/controlplane/manifests.go@ad7cb45b',
  },
  {
    distribution: 'kubeadm',
    kind: 'front-proxy',
    content: 'public-certificate',
    glob: '/etc/kubernetes/pki/front-proxy-ca.crt',
    source: 'kubernetes/kubernetes:cmd/kubeadm/app/phases/controlplane/manifests.go@ad7cb45b',
  },
  {
    distribution: 'kubeadm',
    kind: 'front-proxy',
    content: 'private-key',
    glob: '/etc/kubernetes/pki/front-proxy-ca.key',
    source:
      'kubernetes/kubernetes:cmd/kubeadm/app/constants/constants.go; kubernetes/website:content/en/docs/setup/best-practices/certificates.md',
  },
  {
    distribution: 'kubeadm',
    kind: 'front-proxy',
    content: 'public-certificate',
    glob: '/etc/kubernetes/pki/front-proxy-client.crt',
    source: 'kubernetes/kubernetes:cmd/kubeadm/app/phases/controlplane/manifests.go@ad7cb45b',
  },
  {
    distribution: 'kubeadm',
    kind: 'front-proxy',
    content: 'private-key',
    glob: '/etc/kubernetes/pki/front-proxy-client.key',
    source: 'kubernetes/kubernetes:cmd/kubeadm/app/phases/controlplane/manifests.go@ad7cb45b',
  },
  {
    distribution: 'kubeadm',
    kind: 'service-account-signing-key',
    content: 'private-key',
    glob: '/etc/kubernetes/pki/sa.key',
    source: 'kubernetes/kubernetes:cmd/kubeadm/app/phases/controlplane/manifests.go@ad7cb45b',
  },
  {
    distribution: 'kubeadm',
    kind: 'service-account-signing-key',
    content: 'public-certificate',
    glob: '/etc/kubernetes/pki/sa.pub',
    source: 'kubernetes/kubernetes:cmd/kubeadm/app/phases/controlplane/manifests.go@ad7cb45b',
  },
  {
    distribution: 'kubeadm',
    kind: 'etcd',
    content: 'public-certificate',
    glob: '/etc/kubernetes/pki/etcd/ca.crt',
    source: 'kubernetes/kubernetes:cmd/kubeadm/app/phases/etcd/local.go@0009808f',
  },
  {
    distribution: 'kubeadm',
    kind: 'etcd',
    content: 'private-key',
    glob: '/etc/kubernetes/pki/etcd/ca.key',
    source:
      'kubernetes/kubernetes:cmd/kubeadm/app/constants/constants.go; kubernetes/website:content/en/docs/setup/best-practices/certificates.md',
  },
  {
    distribution: 'kubeadm',
    kind: 'etcd',
    content: 'public-certificate',
    glob: '/etc/kubernetes/pki/etcd/server.crt',
    source: 'kubernetes/kubernetes:cmd/kubeadm/app/phases/etcd/local.go@0009808f',
  },
  {
    distribution: 'kubeadm',
    kind: 'etcd',
    content: 'private-key',
    glob: '/etc/kubernetes/pki/etcd/server.key',
    source: 'kubernetes/kubernetes:cmd/kubeadm/app/phases/etcd/local.go@0009808f',
  },
  {
    distribution: 'kubeadm',
    kind: 'etcd',
    content: 'public-certificate',
    glob: '/etc/kubernetes/pki/etcd/peer.crt',
    source: 'kubernetes/kubernetes:cmd/kubeadm/app/phases/etcd/local.go@0009808f',
  },
  {
    distribution: 'kubeadm',
    kind: 'etcd',
    content: 'private-key',
    glob: '/etc/kubernetes/pki/etcd/peer.key',
    source: 'kubernetes/kubernetes:cmd/kubeadm/app/phases/etcd/local.go@0009808f',
  },
  {
    distribution: 'kubeadm',
    kind: 'etcd',
    content: 'public-certificate',
    glob: '/etc/kubernetes/pki/etcd/healthcheck-client.crt',
    source:
      'kubernetes/kubernetes:cmd/kubeadm/app/constants/constants.go; kubernetes/website:content/en/docs/setup/best-practices/certificates.md',
  },
  {
    distribution: 'kubeadm',
    kind: 'etcd',
    content: 'private-key',
    glob: '/etc/kubernetes/pki/etcd/healthcheck-client.key',
    source:
      'kubernetes/kubernetes:cmd/kubeadm/app/constants/constants.go; kubernetes/website:content/en/docs/setup/best-practices/certificates.md',
  },
  {
    distribution: 'kubeadm',
    kind: 'admin',
    content: 'kubeconfig',
    glob: '/etc/kubernetes/admin.conf',
    source:
      'kubernetes/kubernetes:cmd/kubeadm/app/constants/constants.go; kubernetes/website:content/en/docs/setup/best-practices/certificates.md; kubernetes/kubernetes:cmd/kubeadm/app/phases/certs/renewal/readwriter.go@97793704',
  },
  {
    distribution: 'kubeadm',
    kind: 'admin',
    content: 'kubeconfig',
    glob: '/etc/kubernetes/super-admin.conf',
    source:
      'kubernetes/kubernetes:cmd/kubeadm/app/constants/constants.go; kubernetes/website:content/en/docs/setup/best-practices/certificates.md; kubernetes.io kubeadm_certs_renew_super-admin.conf',
  },
  {
    distribution: 'kubeadm',
    kind: 'kubelet-client',
    content: 'kubeconfig',
    glob: '/etc/kubernetes/kubelet.conf',
    source:
      'kubernetes/kubernetes:cmd/kubeadm/app/constants/constants.go; kubernetes/website:content/en/docs/setup/best-practices/certificates.md',
  },
  {
    distribution: 'kubeadm',
    kind: 'kubelet-client',
    content: 'kubeconfig',
    glob: '/etc/kubernetes/bootstrap-kubelet.conf',
    source:
      'kubernetes/kubernetes:cmd/kubeadm/app/constants/constants.go; kubernetes/website:content/en/docs/setup/best-practices/certificates.md; kubernetes-sigs/kind:images/base/files/etc/systemd/system/kubelet.service.d/10-kubeadm.conf',
  },
  {
    distribution: 'kubeadm',
    kind: 'controller-manager',
    content: 'kubeconfig',
    glob: '/etc/kubernetes/controller-manager.conf',
    source: 'kubernetes/kubernetes:cmd/kubeadm/app/phases/controlplane/manifests.go@ad7cb45b',
  },
  {
    distribution: 'kubeadm',
    kind: 'scheduler',
    content: 'kubeconfig',
    glob: '/etc/kubernetes/scheduler.conf',
    source:
      'kubernetes/kubernetes:cmd/kubeadm/app/phases/controlplane/manifests.go@ad7cb45b; volumes.go@4a0608cb',
  },
  {
    distribution: 'kubeadm',
    kind: 'other',
    content: 'secret',
    glob: '/etc/kubernetes/tmp/**',
    source:
      'kubernetes/kubernetes:cmd/kubeadm/app/constants/constants.go; kubernetes/website:content/en/docs/setup/best-practices/certificates.md',
  },
  {
    distribution: 'kubeadm',
    kind: 'other',
    content: 'secret',
    glob: '/etc/kubernetes/enc/*.yaml',
    source: 'kubernetes.io tutorial path (unverified)',
  },
  {
    distribution: 'kubeadm',
    kind: 'etcd',
    content: 'secret',
    glob: '/var/lib/etcd/member/**',
    source: 'kubernetes/kubernetes:cmd/kubeadm/app/phases/etcd/local.go@0009808f',
  },
];
