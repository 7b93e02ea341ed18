import type { DefaultRule } from './rule.js';

const RELEASE_IMAGES = [
  'quay.io/openshift-release-dev/*',
  'registry.ci.openshift.org/*',
  'quay.io/okd/*',
];

const RESOURCES = '/etc/kubernetes/static-pod-resources';

/** Reads these files in a static pod, or in a release image in a namespace of the platform. */
function platform(
  name: string,
  reason: string,
  programs: string[],
  paths: string[],
): DefaultRule[] {
  const exe = programs.map((program) => `/usr/bin/${program}`);
  const shared = { reason, paths, how: ['open', 'rename'] satisfies DefaultRule['how'] };
  return [
    {
      name: `openshift-${name}/static-pod`,
      ...shared,
      reader: { exe, container: true, static_pod: true },
    },
    {
      name: `openshift-${name}/image`,
      ...shared,
      reader: { exe, container: true, namespace: ['openshift-*'], image: RELEASE_IMAGES },
    },
  ];
}

/** OpenShift runs its control plane by operators, installers and syncers, all in release images. */
export const OPENSHIFT: readonly DefaultRule[] = [
  ...platform(
    'apiserver',
    'The API server, its certificate syncer and its installer.',
    ['hyperkube', 'kube-apiserver', 'watch-termination', 'cluster-kube-apiserver-operator'],
    [`${RESOURCES}/kube-apiserver-*/**`, '/etc/kubernetes/bootstrap-secrets/**'],
  ),
  ...platform(
    'controller-manager',
    'The controller manager, its certificate syncer and its installer.',
    [
      'hyperkube',
      'kube-controller-manager',
      'cluster-kube-controller-manager-operator',
      'cluster-policy-controller',
    ],
    [`${RESOURCES}/kube-controller-manager-*/**`],
  ),
  ...platform(
    'scheduler',
    'The scheduler, its certificate syncer and its installer.',
    ['hyperkube', 'kube-scheduler', 'cluster-kube-scheduler-operator'],
    [`${RESOURCES}/kube-scheduler-*/**`],
  ),
  ...platform(
    'etcd',
    'etcd, its probes, its operator and its snapshots.',
    ['etcd', 'etcdctl', 'cluster-etcd-operator'],
    [`${RESOURCES}/etcd-*/**`, '/home/core/assets/backup/**', '/var/lib/etcd/**'],
  ),
  ...platform(
    'rbac-proxy',
    'The proxy of the CRI-O metrics serves with the key of the kubelet.',
    ['kube-rbac-proxy'],
    ['/var/lib/kubelet/pki/kubelet-server-*', '/var/lib/kubelet/kubeconfig'],
  ),
  ...platform(
    'machine-config',
    'The daemon and the node addresses are configured by the API.',
    ['machine-config-daemon', 'runtimecfg'],
    ['/etc/kubernetes/kubeconfig'],
  ),
  ...platform(
    'machine-config-server',
    'Serves the configuration of new nodes with their bootstrap credentials.',
    ['machine-config-server'],
    ['/etc/ssl/mcs/*', '/etc/mcs/**'],
  ),
  {
    name: 'openshift-network',
    reason: 'multus and ovnkube bootstrap their per-node certificates with the kubelet kubeconfig.',
    reader: {
      exe: [
        '/usr/src/multus-cni/bin/multus-daemon',
        '/usr/bin/ovnkube',
        '/usr/bin/ovs-monitor-ipsec',
      ],
      container: true,
      namespace: ['openshift-multus', 'openshift-ovn-kubernetes'],
    },
    kinds: ['kubelet-client', 'cni'],
  },
  {
    name: 'openshift-cluster-backup',
    reason: 'cluster-backup.sh saves the static pod resources with their secrets.',
    reader: {
      exe: ['/usr/bin/tar', '/bin/tar', '/usr/bin/etcdctl', '/usr/bin/oc'],
      uid: [0],
      ancestors: {
        any: [
          {
            exe: ['/usr/bin/bash', '/bin/bash'],
            script: ['/usr/local/bin/cluster-backup.sh', '/usr/local/bin/cluster-restore.sh'],
          },
        ],
      },
    },
    distributions: ['OpenShift'],
  },
  {
    name: 'openshift-oc',
    reason: 'The quorum and restore scripts use oc with the localhost kubeconfig.',
    reader: { exe: ['/usr/bin/oc', '/usr/local/bin/oc'], container: false, uid: [0] },
    kinds: ['admin'],
  },
  {
    name: 'container-engine-pull-secret',
    reason: 'CRI-O and podman pull images with the node pull secret.',
    reader: {
      exe: ['/usr/bin/crio', '/usr/bin/podman', '/usr/local/bin/crio'],
      container: false,
      uid: [0],
    },
    kinds: ['other'],
    paths: ['/var/lib/kubelet/config.json', '/run/containers/**', '/root/.docker/config.json'],
  },
];
