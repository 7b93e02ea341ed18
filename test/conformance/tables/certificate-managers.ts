import { rows, type Case } from '../support/case.ts';
import { childOf, cronJob, pod, readerOfScript, scripted, typed } from '../support/chains.ts';
import type { Reader } from '../support/reader.ts';
import {
  ownToken,
  SEEN_TOKEN,
  GIVEN_TOKEN,
  secretOf,
  tokenOf,
  VICTIM,
} from '../support/volumes.ts';
import { KUBEADM, kubelet } from '../readers/kubernetes.ts';
import { OPENSHIFT_READERS } from '../readers/openshift.ts';
import { K3S_READERS, RKE2_READERS } from '../readers/rancher.ts';
import { MICROK8S_READERS } from '../readers/single-binary.ts';

const PKI = '/etc/kubernetes/pki';
const KUBEADM_KEYS = [
  `${PKI}/ca.key`,
  `${PKI}/etcd/ca.key`,
  `${PKI}/front-proxy-ca.key`,
  `${PKI}/sa.key`,
  '/etc/kubernetes/admin.conf',
  '/etc/kubernetes/super-admin.conf',
  '/etc/kubernetes/controller-manager.conf',
  '/etc/kubernetes/scheduler.conf',
  '/etc/kubernetes/kubelet.conf',
];
const KUBEADM_FROM: Readonly<Record<string, Reader>> = {
  'a shell': KUBEADM,
  cron: cronJob({ exe: '/usr/bin/kubeadm', argv: ['kubeadm', 'certs', 'renew', 'all'] }),
  'a timer': scripted('/usr/bin/kubeadm', '/usr/local/sbin/renew-certs.sh', 'timer'),
  Ansible: childOf('/usr/sbin/sshd', 'session-9.scope', '/usr/bin/python3', '/usr/bin/kubeadm'),
};

const kubeadm = Object.entries(KUBEADM_FROM).flatMap(([from, reader]) =>
  rows(
    { reader, expected: 'allowed', fact: '2 kubeadm' },
    KUBEADM_KEYS.map((path) => ({ path, title: `kubeadm from ${from} reads ${path}` })),
  ),
);

const KUBELET = kubelet();
const ROTATED = '/var/lib/kubelet/pki/kubelet-client-2026-11-26-02-00-00.pem';
const rotation = rows({ reader: KUBELET, expected: 'allowed', fact: '2 kubelet rotation' }, [
  { title: 'kubelet reloads its new certificate', path: ROTATED },
  {
    title: 'kubelet reads it by the link',
    path: ROTATED,
    given: '/var/lib/kubelet/pki/kubelet-client-current.pem',
  },
  {
    title: 'kubelet swaps the link to the new certificate',
    path: '/var/lib/kubelet/pki/kubelet-client-current.pem',
    way: 'rename-in',
    newPath: '/var/lib/kubelet/pki/kubelet-client-updated.pem',
  },
  {
    title: 'kubelet renames the serving certificate into place',
    path: '/var/lib/kubelet/pki/kubelet-server-current.pem',
    way: 'rename',
    newPath: '/var/lib/kubelet/pki/kubelet-server-2026-11-26-02-00-00.pem',
  },
  {
    title: 'kubelet swaps ..data of a token volume',
    path: tokenOf(VICTIM, '..data_tmp'),
    way: 'rename',
    newPath: tokenOf(VICTIM, '..data'),
  },
  { title: 'kubelet reads back a secret that it wrote', path: secretOf(VICTIM, 'tls.key') },
  { title: 'kubelet reads back a token', path: tokenOf(VICTIM) },
]);

const CERT_MANAGER = ['controller', 'webhook', 'cainjector', 'acmesolver', 'startupapicheck'].map(
  (name) =>
    pod(name === 'startupapicheck' ? '/startupapicheck' : `/app/cmd/${name}/${name}`, {
      image: `quay.io/jetstack/cert-manager-${name}:v1.21.0`,
      namespace: 'cert-manager',
      pod: `cert-manager-${name}-5d9f`,
      serviceAccount: 'cert-manager',
    }),
);
const certManager = CERT_MANAGER.flatMap((reader) => {
  const name = reader.process.comm;
  return rows({ reader, fact: '2 cert-manager' }, [
    {
      title: `cert-manager ${name} reads its own token`,
      path: ownToken(reader),
      seenAs: SEEN_TOKEN,
      given: GIVEN_TOKEN,
      expected: 'allowed',
    },
    {
      title: `cert-manager ${name} reads another pod's token`,
      path: tokenOf(VICTIM),
      expected: 'alert',
    },
    {
      title: `cert-manager ${name} reads the cluster's CA key`,
      path: `${PKI}/ca.key`,
      expected: 'alert',
    },
  ]);
});

const RANCHER_KEYS = [
  'server/tls/client-ca.key',
  'server/tls/server-ca.key',
  'server/tls/service.key',
  'server/tls/client-admin.key',
  'server/tls/etcd/server-ca.key',
  'server/tls/serving-kube-apiserver.key',
  'agent/client-kubelet.key',
  'agent/serving-kubelet.key',
  'server/tls-1764115200/server-ca.key',
];
const rancher = [
  ['k3s', K3S_READERS['k3s-certificate']] as const,
  ['rke2', RKE2_READERS['rke2-certificate']] as const,
].flatMap(([name, reader]) =>
  rows(
    { reader, expected: 'allowed', fact: '2 certificate rotate' },
    RANCHER_KEYS.map((key) => ({
      title: `${name} certificate rotate copies ${key}`,
      path: `/var/lib/rancher/${name}/${key}`,
    })),
  ),
);

const others = rows({}, [
  {
    title: 'cp of service.key, as the documents of k3s tell',
    path: '/var/lib/rancher/k3s/server/tls/service.key',
    reader: typed('/usr/bin/cp'),
    expected: 'alert',
    fact: '2 rotate-ca, 5: looks like a theft, and a copy of a key is one',
  },
  {
    title: 'cp below rotate-default-ca-certs.sh',
    path: '/var/lib/rancher/k3s/server/tls/server-ca.key',
    reader: readerOfScript('/usr/bin/cp', '/var/lib/rancher/k3s/server/rotate-default-ca-certs.sh'),
    expected: 'allowed',
    fact: '2 rotate-ca',
  },
  {
    title: 'microk8s join: openssl signs with the CA',
    path: '/var/snap/microk8s/7449/certs/ca.key',
    reader: MICROK8S_READERS.openssl,
    expected: 'allowed',
    fact: '2 microk8s',
  },
  {
    title: 'microk8s builds a kubeconfig of a key',
    path: '/var/snap/microk8s/7449/certs/client.key',
    reader: MICROK8S_READERS.cat,
    expected: 'allowed',
    fact: '2 microk8s',
  },
  {
    title: 'microk8s join.py reads the callback tokens',
    path: '/var/snap/microk8s/7449/credentials/callback-tokens.txt',
    reader: MICROK8S_READERS.python3,
    expected: 'allowed',
    fact: '2 microk8s',
  },
  {
    title: 'openssl of the node is not that of the snap',
    path: '/var/snap/microk8s/7449/certs/ca.key',
    reader: typed('/usr/bin/openssl'),
    expected: 'alert',
    fact: '6.23',
  },
  {
    title: 'entrypoint of kind rewrites a kubeconfig',
    path: '/etc/kubernetes/controller-manager.conf',
    reader: childOf(
      { exe: '/usr/bin/bash', argv: ['/bin/bash', '/usr/local/bin/entrypoint', '/sbin/init'] },
      'init.scope',
      { exe: '/usr/bin/sed', argv: ['sed', '-i', 's/a/b/'] },
    ),
    expected: 'allowed',
    fact: '2 kind entrypoint',
  },
  {
    title: 'kubeadm of kind makes the API server certificate anew',
    path: `${PKI}/ca.key`,
    reader: childOf(
      { exe: '/usr/bin/bash', argv: ['/bin/bash', '/usr/local/bin/entrypoint'] },
      'init.scope',
      '/usr/bin/kubeadm',
    ),
    expected: 'allowed',
    fact: '2 kind entrypoint',
  },
]);

const CERTS_SYNC = '/etc/kubernetes/static-pod-resources';
const openshift = rows({ expected: 'allowed', fact: '2 OpenShift rotation' }, [
  {
    title: 'cert-syncer compares a serving key',
    path: `${CERTS_SYNC}/kube-apiserver-certs/secrets/localhost-serving-cert-certkey/tls.key`,
    reader: OPENSHIFT_READERS['cluster-kube-apiserver-operator'],
  },
  {
    title: 'cert-syncer compares a signer',
    path: `${CERTS_SYNC}/kube-controller-manager-certs/secrets/csr-signer/tls.key`,
    reader: OPENSHIFT_READERS['cluster-kube-controller-manager-operator'],
  },
  {
    title: 'cert-syncer compares the scheduler key',
    path: `${CERTS_SYNC}/kube-scheduler-certs/secrets/kube-scheduler-client-cert-key/tls.key`,
    reader: OPENSHIFT_READERS['cluster-kube-scheduler-operator'],
  },
  {
    title: 'cert-syncer compares the keys of etcd',
    path: `${CERTS_SYNC}/etcd-certs/secrets/etcd-all-certs/etcd-serving-cp-1.key`,
    reader: OPENSHIFT_READERS['cluster-etcd-operator'],
  },
  {
    title: 'recovery controller reads its token',
    path: `${CERTS_SYNC}/kube-apiserver-pod-11/secrets/localhost-recovery-client-token/token`,
    reader: OPENSHIFT_READERS['cluster-kube-apiserver-operator'],
  },
]);

/** Facts section 2. */
export const CERTIFICATE_MANAGERS: readonly Case[] = [
  ...kubeadm,
  ...rotation,
  ...certManager,
  ...rancher,
  ...others,
  ...openshift,
];
