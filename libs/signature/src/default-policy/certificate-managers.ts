import { onNode, type DefaultRule } from './rule.js';

/** Who makes and renews certificates. kubelet rotation is in the kubelet's rule. */
export const CERTIFICATE_MANAGERS: readonly DefaultRule[] = [
  {
    name: 'kubeadm',
    reason: 'Creates, renews and distributes every certificate of the node, also from a shell.',
    reader: { exe: onNode('kubeadm'), container: false, uid: [0] },
    paths: [
      '/etc/kubernetes/**',
      '/var/lib/kubelet/pki/**',
      '/var/lib/kubelet/*',
      '/var/lib/minikube/certs/**',
      '/root/.kube/config',
    ],
    not_given: ['/var/log/**'],
    how: ['open', 'rename'],
  },
  {
    name: 'cert-manager',
    reason: 'Reads its own service account token; issued keys go through the API.',
    reader: {
      exe: [
        '/app/cmd/controller/controller',
        '/app/cmd/webhook/webhook',
        '/app/cmd/cainjector/cainjector',
        '/app/cmd/acmesolver/acmesolver',
        '/startupapicheck',
      ],
      container: true,
    },
    kinds: ['service-account-token'],
    own_pod: true,
  },
  {
    name: 'kind-entrypoint',
    reason: 'The entry point of a kind node rewrites kubeconfigs when its address changes.',
    reader: {
      exe: ['/usr/bin/sed', '/bin/sed', '/usr/bin/bash', '/bin/bash'],
      uid: [0],
      ancestors: {
        any: [{ exe: ['/usr/bin/bash', '/bin/bash'], script: ['/usr/local/bin/entrypoint'] }],
      },
    },
    kinds: ['admin', 'controller-manager', 'scheduler', 'kubelet-client'],
  },
  {
    name: 'istio-agent',
    reason: 'pilot-agent and envoy fetch and serve the certificate of the workload.',
    reader: { exe: ['/usr/local/bin/pilot-agent', '/usr/local/bin/envoy'], container: true },
    kinds: ['other', 'service-account-token'],
    own_pod: true,
  },
];
