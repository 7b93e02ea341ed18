import { onNode, type DefaultRule } from './rule.js';

/** The kubelet's root directory by distribution. */
const ROOTS = ['/var/lib/kubelet', '/var/lib/k0s/kubelet', '/var/snap/microk8s/*/var/lib/kubelet'];

/**
 * What is the kubelet's own besides its root directory. Not `/etc/kubernetes/pki/*.key`: the kubelet
 * opening a key of the control plane is the escape by a link below /var/log
 * (`danielsagi/kube-pod-escape`), whoever sent it there.
 */
const OWN = [
  '/etc/kubernetes/kubelet.conf',
  '/etc/kubernetes/bootstrap-kubelet.conf',
  '/etc/kubernetes/kubeconfig',
  '/etc/kubernetes/pki/kubelet*',
  '/etc/kubernetes/pki/ca.crt',
  '/etc/kubernetes/kubelet-ca.crt',
  '/etc/kubernetes/certs/*',
  '/etc/kubernetes/ssl/kube*',
  '/etc/kubernetes/azure.json',
  '/etc/srv/kubernetes/**',
  '/etc/docker/config.json',
  '/root/.docker/config.json',
  '/srv/kubernetes/**',
  '/var/lib/rancher/rke2/agent/**',
  '/var/lib/rancher/rke2/server/db/etcd/config',
];

/** The kubelet, which writes the volumes of every pod and reads them back to compare. */
export const KUBELET_RULES: readonly DefaultRule[] = [
  {
    name: 'kubelet',
    reason: 'Keeps its own certificates and writes and compares the volumes of pods.',
    reader: { exe: onNode('kubelet'), container: false },
    paths: [...ROOTS.map((root) => `${root}/**`), ...OWN],
    not_given: ['/var/log/**'],
    how: ['open', 'rename'],
  },
  {
    name: 'kubelet/image',
    reason: 'The kubelet of Talos runs in a container of its own.',
    reader: {
      exe: ['/usr/local/bin/kubelet', '/usr/bin/kubelet'],
      container: true,
      image: ['ghcr.io/siderolabs/kubelet:*', 'rancher/hyperkube:*', '*kubelet@sha256:*'],
    },
    paths: [...ROOTS.map((root) => `${root}/**`), ...OWN, '/etc/kubernetes/kubeconfig-kubelet'],
    not_given: ['/var/log/**'],
    how: ['open', 'rename'],
  },
];
