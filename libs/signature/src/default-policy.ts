import type { CredentialKind } from '@keywarden/contracts';
import type { AllowRule, Policy } from './policy.js';

const KUBELET_EXE = ['/usr/bin/kubelet', '/usr/local/bin/kubelet', '/opt/bin/kubelet'];

/** A component in its own container, from the path that its official image uses. */
function component(
  name: string,
  reason: string,
  kinds: CredentialKind[],
  exe: string[] = [`/usr/local/bin/${name}`, `/usr/bin/${name}`],
): AllowRule {
  return { name, reason, reader: { exe }, kinds, how: ['open'] };
}

/**
 * Who legitimately reads what on a kubeadm node. Kinds follow what each component is given on its
 * command line (`kubernetes/kubernetes:cmd/kubeadm/app/phases/controlplane/manifests.go`); the kubelet
 * in particular has no business with CA or signing keys, whoever asks it to read them.
 */
export const DEFAULT_POLICY: Policy = {
  compat: 'none',
  rules: [
    component(
      'kube-apiserver',
      'Serves the API with these keys and signs service account tokens.',
      [
        'api-server',
        'service-account-signing-key',
        'front-proxy',
        'etcd',
        'cluster-ca',
        'service-account-token',
      ],
    ),
    component('kube-controller-manager', 'Signs certificates and service account tokens.', [
      'cluster-ca',
      'service-account-signing-key',
      'controller-manager',
      'front-proxy',
      'service-account-token',
    ]),
    component('kube-scheduler', 'Reads its own kubeconfig.', [
      'scheduler',
      'service-account-token',
    ]),
    component('etcd', 'Serves clients and peers with its own keys.', ['etcd']),
    component('kube-proxy', 'Reads its own service account token.', ['service-account-token']),
    {
      name: 'kubelet',
      reason: 'Keeps its own certificates and writes and compares the volumes of pods.',
      reader: { exe: KUBELET_EXE, container: false },
      kinds: ['kubelet-client', 'kubelet-serving', 'service-account-token', 'other'],
      how: ['open', 'rename'],
    },
    {
      name: 'kubeadm',
      reason: 'Creates, renews and distributes every certificate of the node.',
      reader: { exe: ['/usr/bin/kubeadm', '/usr/local/bin/kubeadm', '/opt/bin/kubeadm'], uid: [0] },
      how: ['open', 'rename'],
    },
    {
      name: 'certificate-monitoring',
      reason: 'Reports the end of validity of certificates (enix/x509-certificate-exporter).',
      reader: { exe: ['/x509-certificate-exporter'], container: true },
      kinds: ['kubelet-client', 'kubelet-serving', 'admin', 'controller-manager', 'scheduler'],
      how: ['open'],
    },
    {
      name: 'etcd-backup',
      reason: 'Takes snapshots with the health check client certificate.',
      reader: { exe: ['/usr/local/bin/etcdctl', '/usr/bin/etcdctl'], uid: [0] },
      kinds: ['etcd'],
      how: ['open'],
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
        ],
        container: true,
      },
      kinds: ['service-account-token'],
      how: ['open'],
    },
  ],
};

/** Names that TRC-1018 allows by comm in Tracee; comm is cut at 15 bytes. */
export const TRACEE_COMMS: readonly string[] = [
  'kube-apiserver',
  'kubelet',
  'kube-controller',
  'etcd',
];
