import type { DefaultRule } from './rule.js';

const RELEASE_IMAGES = [
  'quay.io/openshift-release-dev/*',
  'registry.ci.openshift.org/*',
  'quay.io/okd/*',
];
const distributions = ['OpenShift'];
const STATIC = { container: true, static_pod: true };

/** OpenShift runs its control plane by operators, installers and syncers, all in release images. */
export const OPENSHIFT: readonly DefaultRule[] = [
  {
    name: 'openshift-control-plane',
    reason: 'The control plane and its certificate syncers run in static pods.',
    reader: {
      exe: [
        '/usr/bin/hyperkube',
        '/usr/bin/kube-apiserver',
        '/usr/bin/kube-controller-manager',
        '/usr/bin/watch-termination',
        '/usr/bin/cluster-*-operator',
        '/usr/bin/cluster-policy-controller',
      ],
      ...STATIC,
    },
    distributions,
    how: ['open', 'rename'],
  },
  {
    name: 'openshift-scheduler',
    reason: 'The scheduler in its static pod.',
    reader: { exe: ['/usr/bin/kube-scheduler'], ...STATIC },
    kinds: ['scheduler'],
    distributions,
  },
  {
    name: 'openshift-etcd',
    reason: 'etcd and its probes in their static pod.',
    reader: { exe: ['/usr/bin/etcd', '/usr/bin/etcdctl'], ...STATIC },
    kinds: ['etcd'],
    distributions,
    how: ['open', 'rename'],
  },
  {
    name: 'openshift-rbac-proxy',
    reason: 'The proxy of the CRI-O metrics serves with the key of the kubelet.',
    reader: { exe: ['/usr/bin/kube-rbac-proxy', '/usr/local/bin/kube-rbac-proxy'], ...STATIC },
    kinds: ['kubelet-client', 'kubelet-serving'],
  },
  {
    name: 'openshift-runtimecfg',
    reason: 'coredns and keepalived of on-premises clusters are configured by the API.',
    reader: { exe: ['/usr/bin/runtimecfg'], ...STATIC },
    kinds: ['kubelet-client'],
    contents: ['kubeconfig', 'private-key'],
  },
  {
    name: 'openshift-operators',
    reason: 'Installer pods, the machine config server and daemon, and cluster operators.',
    reader: {
      exe: [
        '/usr/bin/cluster-*-operator',
        '/usr/bin/cluster-policy-controller',
        '/usr/bin/machine-config-server',
        '/usr/bin/machine-config-daemon',
        '/usr/bin/runtimecfg',
        '/usr/bin/kube-rbac-proxy',
        '/usr/bin/etcdctl',
      ],
      container: true,
      namespace: ['openshift-*'],
      image: RELEASE_IMAGES,
    },
    distributions,
    how: ['open', 'rename'],
  },
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
