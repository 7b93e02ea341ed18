import { imagesOf, onNode, type DefaultRule } from './rule.js';

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
  '/etc/kubernetes/kubeconfig-kubelet',
  '/etc/kubernetes/bootstrap-kubeconfig',
  '/etc/kubernetes/kubelet/*kubeconfig',
  '/etc/kubernetes/pki/kubelet*',
  '/etc/kubernetes/pki/private/kubelet-*',
  '/etc/kubernetes/certs/client.key',
  '/etc/kubernetes/certs/kubeletserver.key',
  '/etc/kubernetes/ssl/kube-node*',
  '/etc/kubernetes/ssl/kubecfg-kube-node.yaml',
  '/etc/kubernetes/azure.json',
  '/etc/srv/kubernetes/pki/kubelet*',
  '/etc/docker/config.json',
  '/root/.docker/config.json',
  '/srv/kubernetes/kubelet*',
  '/var/lib/k0s/kubelet.conf',
  '/run/k0s/kubelet*.conf',
  '/var/lib/rancher/rke2/agent/*',
  '/system/secrets/kubelet/*',
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
    reason: 'The kubelet of Talos and of RKE1 runs in a container of its own.',
    reader: {
      exe: ['/usr/local/bin/kubelet', '/usr/bin/kubelet'],
      container: true,
      image: imagesOf('ghcr.io/siderolabs/kubelet', 'rancher/hyperkube'),
    },
    paths: [...ROOTS.map((root) => `${root}/**`), ...OWN],
    not_given: ['/var/log/**'],
    how: ['open', 'rename'],
  },
];
