import { childOf, service, scripted, typed, typedBelow } from '../support/chains.ts';
import type { Reader } from '../support/reader.ts';
import { KUBECTL, X509_EXPORTER } from './kubernetes.ts';

const SNAP = '/snap/microk8s/7449';
const REFRESH = {
  exe: '/usr/bin/bash',
  argv: ['/bin/bash', `${SNAP}/microk8s-refresh-certs.wrapper`],
};
const inSnap = (name: string, ...argv: string[]): Reader =>
  typedBelow([REFRESH], { exe: `${SNAP}/${name}`, argv: [`${SNAP}/${name}`, ...argv] });

export const MICROK8S_READERS = {
  kubelite: service(`${SNAP}/kubelite`, 'snap.microk8s.daemon-kubelite.service'),
  'k8s-dqlite': service(`${SNAP}/bin/k8s-dqlite`, 'snap.microk8s.daemon-k8s-dqlite.service'),
  'cluster-agent': service(
    `${SNAP}/bin/cluster-agent`,
    'snap.microk8s.daemon-cluster-agent.service',
  ),
  etcd: service(`${SNAP}/etcd`, 'snap.microk8s.daemon-etcd.service'),
  openssl: inSnap('usr/bin/openssl', 'req', '-new'),
  cat: inSnap('bin/cat'),
  python3: inSnap('usr/bin/python3', `${SNAP}/scripts/wrappers/join.py`),
  kubectl: typed(`${SNAP}/kubectl`),
  helm: typed(`${SNAP}/bin/helm`),
  calico: childOf(
    '/snap/microk8s/7449/bin/containerd',
    'snap.microk8s.daemon-containerd.service',
    '/var/snap/microk8s/7449/opt/cni/bin/calico',
  ),
  'x509-certificate-exporter': X509_EXPORTER,
} satisfies Record<string, Reader>;

const K0S = '/usr/local/bin/k0s';
const k0sChild = (name: string, uid: number): Reader =>
  childOf({ exe: K0S, argv: [K0S, 'controller'] }, 'k0scontroller.service', {
    exe: `/var/lib/k0s/bin/${name}`,
    uid,
  });

/** Components run as users of their own below `k0s controller`. */
export const K0S_READERS = {
  k0s: service({ exe: K0S, argv: [K0S, 'controller'] }, 'k0scontroller.service'),
  'k0s-worker': service({ exe: K0S, argv: [K0S, 'worker'] }, 'k0sworker.service'),
  'k0s-backup': scripted(
    { exe: K0S, argv: ['k0s', 'backup'] },
    '/usr/local/sbin/k0s-backup.sh',
    'cron',
  ),
  'kube-apiserver': k0sChild('kube-apiserver', 993),
  'kube-controller-manager': k0sChild('kube-controller-manager', 993),
  'kube-scheduler': k0sChild('kube-scheduler', 992),
  etcd: k0sChild('etcd', 994),
  'konnectivity-server': k0sChild('konnectivity-server', 991),
  kubelet: childOf(
    { exe: K0S, argv: [K0S, 'worker'] },
    'k0sworker.service',
    '/var/lib/k0s/bin/kubelet',
  ),
  kubectl: KUBECTL,
  'x509-certificate-exporter': X509_EXPORTER,
} satisfies Record<string, Reader>;
