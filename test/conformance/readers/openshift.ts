import {
  childOf,
  pod,
  scripted,
  service,
  staticPlace,
  podChild,
  typedBelow,
} from '../support/chains.ts';
import type { Link, Place, Reader } from '../support/reader.ts';
import { kubelet } from './kubernetes.ts';

const RELEASE = 'quay.io/openshift-release-dev/ocp-v4.0-art-dev@sha256:5d0b3a';
const release = (name: string, namespace: string): Place => ({
  ...staticPlace(name, `${RELEASE}${'0'.repeat(58)}`),
  namespace,
});

/** Operands start below a watcher that records their termination. */
const hyperkube = (name: string): Reader =>
  podChild(
    [
      { exe: '/usr/bin/watch-termination', argv: ['watch-termination', '--', 'hyperkube', name] },
      { exe: `/usr/bin/${name}`, argv: ['hyperkube', name] },
    ],
    release(name, `openshift-${name}`),
  );

const operator = (name: string, namespace: string): Reader =>
  pod({ exe: `/usr/bin/${name}`, argv: [name, 'cert-syncer'] }, release(name, namespace));

const daemonSet = (exe: string, namespace: string, name: string): Reader =>
  pod(exe, { image: `${RELEASE}${'1'.repeat(58)}`, namespace, pod: name });

const BACKUP = '/usr/local/bin/cluster-backup.sh';
export const CLUSTER_BACKUP: Link = {
  exe: '/usr/bin/bash',
  argv: ['/bin/bash', BACKUP, '/home/core/assets/backup'],
};

export const OPENSHIFT_READERS = {
  'kube-apiserver': hyperkube('kube-apiserver'),
  'kube-controller-manager': hyperkube('kube-controller-manager'),
  'kube-scheduler': hyperkube('kube-scheduler'),
  etcd: pod(
    { exe: '/usr/bin/etcd', argv: ['etcd', '--logger=zap'] },
    release('etcd', 'openshift-etcd'),
  ),
  etcdctl: pod('/usr/bin/etcdctl', release('etcd', 'openshift-etcd')),
  'cluster-kube-apiserver-operator': operator(
    'cluster-kube-apiserver-operator',
    'openshift-kube-apiserver',
  ),
  'cluster-kube-controller-manager-operator': operator(
    'cluster-kube-controller-manager-operator',
    'openshift-kube-controller-manager',
  ),
  'cluster-kube-scheduler-operator': operator(
    'cluster-kube-scheduler-operator',
    'openshift-kube-scheduler',
  ),
  'cluster-etcd-operator': operator('cluster-etcd-operator', 'openshift-etcd'),
  'cluster-policy-controller': operator(
    'cluster-policy-controller',
    'openshift-kube-controller-manager',
  ),
  'kube-rbac-proxy': pod(
    '/usr/bin/kube-rbac-proxy',
    release('kube-rbac-proxy-crio', 'openshift-machine-config-operator'),
  ),
  'multus-daemon': daemonSet(
    '/usr/src/multus-cni/bin/multus-daemon',
    'openshift-multus',
    'multus-x7k2p',
  ),
  ovnkube: daemonSet('/usr/bin/ovnkube', 'openshift-ovn-kubernetes', 'ovnkube-node-9fk2d'),
  'machine-config-daemon': daemonSet(
    '/usr/bin/machine-config-daemon',
    'openshift-machine-config-operator',
    'machine-config-daemon-l5xkd',
  ),
  'machine-config-server': daemonSet(
    '/usr/bin/machine-config-server',
    'openshift-machine-config-operator',
    'machine-config-server-2xkvq',
  ),
  runtimecfg: daemonSet('/usr/bin/runtimecfg', 'openshift-kni-infra', 'coredns-m0'),
  kubelet: kubelet(),
  crio: service('/usr/bin/crio', 'crio.service'),
  podman: childOf('/usr/bin/bash', 'machine-config-daemon-pull.service', '/usr/bin/podman'),
  tar: typedBelow([CLUSTER_BACKUP], {
    exe: '/usr/bin/tar',
    argv: ['tar', '-cpzf', '/home/core/assets/backup/static_kuberesources.tar.gz'],
  }),
  'tar-cron': scripted({ exe: '/usr/bin/tar', argv: ['tar', '-cpzf'] }, BACKUP, 'timer'),
  'backup-etcdctl': typedBelow([CLUSTER_BACKUP], {
    exe: '/usr/bin/etcdctl',
    argv: ['etcdctl', 'snapshot', 'save'],
  }),
  oc: typedBelow([CLUSTER_BACKUP], { exe: '/usr/bin/oc', argv: ['oc', 'get', 'nodes'] }),
} satisfies Record<string, Reader>;
