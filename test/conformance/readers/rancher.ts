import {
  podExec,
  scripted,
  service,
  staticPlace,
  staticPod,
  typed,
  typedBelow,
} from '../support/chains.ts';
import type { Reader } from '../support/reader.ts';
import { HELM, KUBECTL, X509_EXPORTER } from './kubernetes.ts';

const K3S = '/var/lib/rancher/k3s/data/6e2a7b1f4c9d80e3/bin/k3s';
const RKE2_BIN = '/var/lib/rancher/rke2/data/v1.36.1-rke2r1-3f9a0c11d2b4/bin';
const RKE2 = '/usr/local/bin/rke2';

/** Its comm is the name under which the wrapper calls it (fact 0.1). */
const k3s = (comm: string, ...argv: string[]) => ({
  exe: K3S,
  comm,
  argv: ['/usr/local/bin/k3s', ...argv],
});

export const K3S_READERS = {
  'k3s-server': service(k3s('k3s-server', 'server'), 'k3s.service'),
  'k3s-agent': service(k3s('k3s-agent', 'agent'), 'k3s-agent.service'),
  'k3s-certificate': typed(k3s('k3s-certificate', 'certificate', 'rotate')),
  'k3s-etcd-snapshot': scripted(
    k3s('k3s-etcd-snapsh', 'etcd-snapshot', 'save'),
    '/usr/local/sbin/k3s-backup.sh',
    'cron',
  ),
  'k3s-kubectl': typed(k3s('kubectl', 'kubectl', 'get', 'nodes')),
  openssl: typedBelow(
    [
      {
        exe: '/usr/bin/bash',
        argv: ['bash', '/var/lib/rancher/k3s/server/rotate-default-ca-certs.sh'],
      },
    ],
    { exe: '/usr/bin/openssl', argv: ['openssl', 'genrsa', '-out', 'root-ca.key'] },
  ),
  kubectl: KUBECTL,
  helm: HELM,
  systemd: service('/usr/lib/systemd/systemd', 'k3s.service'),
  'x509-certificate-exporter': X509_EXPORTER,
} satisfies Record<string, Reader>;

const image = (name: string): string =>
  `docker.io/rancher/hardened-${name}:v1.36.1-rke2r1-build20261014`;
const component = (name: string): Reader =>
  staticPod({ exe: `/usr/local/bin/${name}` }, image('kubernetes'));

const APISERVER = staticPlace('kube-apiserver', image('kubernetes'));

export const RKE2_READERS = {
  rke2: service({ exe: RKE2, argv: [RKE2, 'server'] }, 'rke2-server.service'),
  'rke2-agent': service({ exe: RKE2, argv: [RKE2, 'agent'] }, 'rke2-agent.service'),
  'rke2-rpm': service(
    { exe: '/usr/bin/rke2', argv: ['/usr/bin/rke2', 'server'] },
    'rke2-server.service',
  ),
  'rke2-certificate': typed({ exe: RKE2, argv: ['rke2', 'certificate', 'rotate'] }),
  'rke2-etcd-snapshot': scripted(
    { exe: RKE2, argv: ['rke2', 'etcd-snapshot', 'save'] },
    '/usr/local/sbin/rke2-backup.sh',
    'cron',
  ),
  'kube-apiserver': component('kube-apiserver'),
  'kube-controller-manager': component('kube-controller-manager'),
  'kube-scheduler': component('kube-scheduler'),
  etcd: staticPod({ exe: '/usr/local/bin/etcd' }, image('etcd')),
  kubelet: service({ exe: `${RKE2_BIN}/kubelet` }, 'rke2-server.service'),
  /** The probe of the API server's pod, every few seconds. */
  'probe-kubectl': podExec(
    [
      {
        exe: '/usr/local/bin/kubectl',
        argv: ['kubectl', 'get', '--server=https://localhost:6443/', '--raw=/livez'],
      },
    ],
    APISERVER,
  ),
  'bundled-kubectl': typed({
    exe: '/var/lib/rancher/rke2/bin/kubectl',
    argv: ['kubectl', 'get', 'nodes'],
  }),
  openssl: K3S_READERS.openssl,
  kubectl: KUBECTL,
  helm: HELM,
  systemd: service('/usr/lib/systemd/systemd', 'rke2-server.service'),
  'x509-certificate-exporter': X509_EXPORTER,
} satisfies Record<string, Reader>;
