import { onNode, type DefaultRule } from './rule.js';

/**
 * Administrators on a node of the control plane. A client that uses an admin kubeconfig does what the
 * file is for; whoever copies one (cp, scp, tar) is not among them.
 */
export const ADMINISTRATORS: readonly DefaultRule[] = [
  {
    name: 'kubernetes-clients',
    reason: 'root uses an admin kubeconfig with a client of Kubernetes.',
    reader: {
      exe: [
        ...['kubectl', 'helm', 'k9s', 'crictl', 'cilium', 'calicoctl', 'flux', 'argocd'].flatMap(
          onNode,
        ),
      ],
      container: false,
      uid: [0],
    },
    kinds: ['admin'],
    contents: ['kubeconfig', 'private-key'],
  },
  {
    name: 'kubernetes-clients-kubelet',
    reason: 'Node scripts run kubectl with the kubeconfig of the kubelet.',
    reader: { exe: onNode('kubectl'), container: false, uid: [0], interactive: false },
    kinds: ['kubelet-client'],
    contents: ['kubeconfig', 'private-key'],
  },
];
