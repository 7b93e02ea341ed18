import { childOf, pod, scripted, service, staticPod, typed } from '../support/chains.ts';
import type { Reader } from '../support/reader.ts';

const REGISTRY = 'registry.k8s.io';

/** A component in the static pod that kubeadm and its like make of it. */
const component = (name: string, version = 'v1.36.1', registry = REGISTRY): Reader =>
  staticPod(
    { exe: `/usr/local/bin/${name}`, argv: [name, '--v=2'] },
    `${registry}/${name}:${version}`,
  );

export const kubelet = (exe = '/usr/bin/kubelet'): Reader =>
  service({ exe, argv: [exe, '--config=/var/lib/kubelet/config.yaml'] }, 'kubelet.service');

/** Facts section 1, the upstream components. */
export const COMPONENTS = {
  'kube-apiserver': component('kube-apiserver'),
  'kube-controller-manager': component('kube-controller-manager'),
  'kube-scheduler': component('kube-scheduler'),
  etcd: component('etcd', '3.6.4-0'),
  kubelet: kubelet(),
} satisfies Record<string, Reader>;

/** Fact 4, line 1: a scratch image with host paths below /mnt/watch. */
export const X509_EXPORTER: Reader = pod(
  {
    exe: '/x509-certificate-exporter',
    argv: ['/x509-certificate-exporter', '--listen-address=:9793'],
  },
  {
    image: 'docker.io/enix/x509-certificate-exporter:3.19.1',
    namespace: 'monitoring',
    pod: 'x509-certificate-exporter-control-plane-7kx2p',
    hostMounts: ['/etc/kubernetes', '/var/lib/kubelet/pki'],
  },
);

export const KUBEADM: Reader = typed({
  exe: '/usr/bin/kubeadm',
  argv: ['kubeadm', 'certs', 'renew', 'all'],
});

export const KUBECTL: Reader = typed({
  exe: '/usr/bin/kubectl',
  argv: ['kubectl', 'get', 'nodes'],
});
export const USER_KUBECTL: Reader = typed({ exe: '/usr/bin/kubectl', uid: 1_000 });
export const HELM: Reader = typed({ exe: '/usr/local/bin/helm', argv: ['helm', 'list', '-A'] });
export const ETCDCTL: Reader = scripted(
  { exe: '/usr/local/bin/etcdctl', argv: ['etcdctl', 'snapshot', 'save', '/backup/etcd.db'] },
  '/usr/local/sbin/etcd-backup.sh',
  'timer',
);
export const ETCDUTL: Reader = typed({
  exe: '/usr/local/bin/etcdutl',
  argv: ['etcdutl', 'snapshot', 'status', '/backup/etcd.db'],
});

/** A child of the kubelet, such as an exec plugin for its credentials. */
export const ofKubelet = (exe: string, daemon = '/usr/bin/kubelet'): Reader =>
  childOf(daemon, 'kubelet.service', exe);
