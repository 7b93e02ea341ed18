import { onNode, type DefaultRule } from './rule.js';

const CLIENTS = ['kubectl', 'helm', 'k9s', 'oc', 'cilium', 'calicoctl', 'flux', 'argocd'];
/** k3s is kubectl too, by the name of a link. */
const K3S = ['/var/lib/rancher/k3s/data/*/bin/k3s', '/usr/local/bin/k3s'];

/**
 * Administrators on a node of the control plane. A client that uses an admin kubeconfig does what the
 * file is for; whoever copies one (cp, scp, tar) is not among them.
 */
export const ADMINISTRATORS: readonly DefaultRule[] = [
  {
    name: 'kubernetes-clients',
    reason: 'root uses an admin kubeconfig with a client of Kubernetes.',
    reader: {
      exe: CLIENTS.flatMap(onNode),
      container: false,
      uid: [0],
    },
    kinds: ['admin'],
    contents: ['kubeconfig', 'private-key'],
  },
  {
    name: 'own-kubeconfig',
    reason: 'A user works with the kubeconfig in the home directory, which the file mode guards.',
    reader: {
      exe: [...CLIENTS.flatMap(onNode), ...K3S],
      container: false,
    },
    kinds: ['admin', 'cluster-ca'],
    paths: ['/root/.kube/**', '/home/*/.kube/**', '/home/*/.minikube/profiles/**'],
  },
  {
    name: 'kubernetes-clients-kubelet',
    reason: 'Node scripts run kubectl with the kubeconfig of the kubelet.',
    reader: { exe: onNode('kubectl'), container: false, uid: [0], interactive: false },
    kinds: ['kubelet-client'],
    contents: ['kubeconfig', 'private-key'],
  },
];
