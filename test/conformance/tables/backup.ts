import { CLUSTER_BACKUP, OPENSHIFT_READERS } from '../readers/openshift.ts';
import { ETCDCTL } from '../readers/kubernetes.ts';
import { K3S_READERS, RKE2_READERS } from '../readers/rancher.ts';
import { K0S_READERS, MICROK8S_READERS } from '../readers/single-binary.ts';
import { rows, type Case } from '../support/case.ts';
import { cronJob, pod, podChild, scripted, service, typed, typedBelow } from '../support/chains.ts';
import {
  GIVEN_TOKEN,
  ownToken,
  secretOf,
  SEEN_TOKEN,
  tokenOf,
  VICTIM,
} from '../support/volumes.ts';

const CA_KEY = '/etc/kubernetes/pki/ca.key';
const STATIC = '/etc/kubernetes/static-pod-resources';
const VELERO = {
  image: 'docker.io/velero/velero:v1.19.0',
  namespace: 'velero',
  pod: 'node-agent-x2k7p',
  hostMounts: ['/var/lib/kubelet/pods'],
};
const velero = pod({ exe: '/velero', argv: ['/velero', 'node-agent', 'server'] }, VELERO);
const kopiaChild = podChild(['/velero', '/usr/bin/kopia'], VELERO);
const kanister = pod('/controller', {
  image: 'ghcr.io/kanisterio/controller:0.118.0',
  namespace: 'kanister',
  pod: 'kanister-operator-66f',
});

/** Tools that save what they are told to: nothing but the site knows that they may. */
const SITE = {
  rules: [
    {
      name: 'nightly-restic',
      reason: 'restic saves /etc and /var/lib every night, run by cron or a timer.',
      reader: {
        exe: ['/usr/bin/restic', '/usr/bin/kopia'],
        uid: [0],
        container: false,
        interactive: false,
        entry: ['cron', 'systemd-service'],
      },
    },
    {
      name: 'etcd-backup-script',
      reason: 'A cron job packs the PKI for the safe.',
      reader: {
        exe: ['/usr/bin/tar', '/usr/bin/rsync'],
        container: false,
        ancestors: { any: [{ script: ['/usr/local/sbin/pki-backup.sh'] }] },
      },
      paths: ['/etc/kubernetes/pki/**'],
    },
  ],
};
const RESTIC = cronJob({ exe: '/usr/bin/restic', argv: ['restic', 'backup', '/etc', '/var/lib'] });
const KOPIA = service('/usr/bin/kopia', 'kopia.service');
const TAR = scripted('/usr/bin/tar', '/usr/local/sbin/pki-backup.sh', 'cron');

const known = rows({ expected: 'allowed' }, [
  {
    title: 'velero reads its own token',
    path: ownToken(velero),
    seenAs: SEEN_TOKEN,
    given: GIVEN_TOKEN,
    reader: velero,
    fact: '3 velero',
  },
  {
    title: 'kanister reads its own token',
    path: ownToken(kanister),
    seenAs: SEEN_TOKEN,
    reader: kanister,
    fact: '3 Kasten',
  },
  {
    title: 'etcdctl takes a snapshot with the health check key',
    path: '/etc/kubernetes/pki/etcd/healthcheck-client.key',
    reader: ETCDCTL,
    fact: '3 etcdctl',
  },
  {
    title: 'etcdctl takes a snapshot with the server key',
    path: '/etc/kubernetes/pki/etcd/server.key',
    reader: ETCDCTL,
    fact: '3 etcdctl',
  },
  {
    title: 'etcdctl of kubespray with the admin key',
    path: '/etc/ssl/etcd/ssl/admin-cp-1-key.pem',
    reader: ETCDCTL,
    fact: '3 etcdctl',
  },
  {
    title: 'etcdctl in the pod of etcd',
    path: `${STATIC}/etcd-certs/secrets/etcd-all-certs/etcd-peer-cp-1.key`,
    reader: OPENSHIFT_READERS.etcdctl,
    fact: '3 etcdctl',
  },
  {
    title: 'k3s etcd-snapshot save',
    path: '/var/lib/rancher/k3s/server/tls/etcd/client.key',
    reader: K3S_READERS['k3s-etcd-snapshot'],
    fact: '3 k3s snapshot',
  },
  {
    title: 'a scheduled snapshot of the k3s server',
    path: '/var/lib/rancher/k3s/server/tls/etcd/client.key',
    reader: K3S_READERS['k3s-server'],
    fact: '3 k3s snapshot',
  },
  {
    title: 'rke2 etcd-snapshot save',
    path: '/var/lib/rancher/rke2/server/tls/etcd/client.key',
    reader: RKE2_READERS['rke2-etcd-snapshot'],
    fact: '3 k3s snapshot',
  },
  ...[
    'kube-apiserver-pod-11/secrets/etcd-client/tls.key',
    'kube-controller-manager-pod-9/secrets/service-account-private-key/service-account.key',
    'kube-scheduler-pod-7/secrets/kube-scheduler-client-cert-key/tls.key',
  ].flatMap((path) => [
    {
      title: `cluster-backup.sh packs ${path}`,
      path: `${STATIC}/${path}`,
      reader: OPENSHIFT_READERS.tar,
      fact: '3 cluster-backup.sh',
    },
    {
      title: `cluster-backup.sh of a timer packs ${path}`,
      path: `${STATIC}/${path}`,
      reader: OPENSHIFT_READERS['tar-cron'],
      fact: '3 cluster-backup.sh',
    },
  ]),
  {
    title: 'k0s backup copies the CA key',
    path: '/var/lib/k0s/pki/ca.key',
    reader: K0S_READERS['k0s-backup'],
    fact: '3 k0s backup',
  },
  {
    title: 'k0s backup copies the key of etcd',
    path: '/var/lib/k0s/pki/etcd/server.key',
    reader: K0S_READERS['k0s-backup'],
    fact: '3 k0s backup',
  },
  {
    title: 'k0s backup copies the signing key',
    path: '/var/lib/k0s/pki/sa.key',
    reader: K0S_READERS['k0s-backup'],
    fact: '3 k0s backup',
  },
  {
    title: 'microk8s dbctl backup',
    path: '/var/snap/microk8s/7449/var/kubernetes/backend/cluster.key',
    reader: MICROK8S_READERS['k8s-dqlite'],
    fact: '3 microk8s dbctl',
  },
]);

const anomalies = rows({ expected: 'alert' }, [
  {
    title: "velero reads another pod's secret by its host path",
    path: secretOf(VICTIM, 'tls.key'),
    seenAs: `/host_pods/${VICTIM}/volumes/kubernetes.io~secret/web-tls/tls.key`,
    reader: velero,
    fact: '3 velero',
  },
  {
    title: "velero reads another pod's token by its host path",
    path: tokenOf(VICTIM),
    reader: velero,
    fact: '3 velero',
  },
  {
    title: "kopia of velero reads another pod's token",
    path: tokenOf(VICTIM),
    reader: kopiaChild,
    fact: '3 velero',
  },
  { title: 'velero reads the CA key', path: CA_KEY, reader: velero, fact: '3 velero' },
  { title: 'etcdctl reads the CA key', path: CA_KEY, reader: ETCDCTL, fact: '3 etcdctl' },
  {
    title: 'etcdctl reads admin.conf',
    path: '/etc/kubernetes/admin.conf',
    reader: ETCDCTL,
    fact: '3 etcdctl',
  },
  {
    title: 'tar of the same directories without cluster-backup.sh',
    path: `${STATIC}/kube-apiserver-pod-11/secrets/etcd-client/tls.key`,
    reader: typed('/usr/bin/tar'),
    fact: '3 cluster-backup.sh',
  },
  {
    title: 'tar below a cluster-backup.sh of a home directory',
    path: `${STATIC}/kube-apiserver-pod-11/secrets/etcd-client/tls.key`,
    reader: typedBelow(
      [{ exe: '/usr/bin/bash', argv: ['bash', '/tmp/cluster-backup.sh'] }],
      '/usr/bin/tar',
    ),
    fact: '3 cluster-backup.sh',
  },
  {
    title: 'cat below cluster-backup.sh',
    path: `${STATIC}/kube-apiserver-pod-11/secrets/etcd-client/tls.key`,
    reader: typedBelow([CLUSTER_BACKUP], '/usr/bin/cat'),
    fact: '3 cluster-backup.sh',
  },
  {
    title: 'tar below cluster-backup.sh reads the token of a pod',
    path: tokenOf(VICTIM),
    reader: OPENSHIFT_READERS.tar,
    fact: '3 cluster-backup.sh',
  },
  { title: 'restic without a rule of the site', path: CA_KEY, reader: RESTIC, fact: '3 restic' },
  { title: 'kopia without a rule of the site', path: CA_KEY, reader: KOPIA, fact: '3 kopia' },
  {
    title: 'tar of a cron job without a rule of the site',
    path: CA_KEY,
    reader: TAR,
    fact: '3 kubeadm etcd backup cron',
  },
]);

const ofSite = rows({ policy: SITE }, [
  {
    title: 'restic with a rule of the site',
    path: CA_KEY,
    reader: RESTIC,
    expected: 'allowed',
    fact: '3 restic',
  },
  {
    title: 'restic of the site from a shell',
    path: CA_KEY,
    reader: typed('/usr/bin/restic'),
    expected: 'outside-rule',
    fact: '3 restic',
  },
  {
    title: 'restic of the site as another user',
    path: CA_KEY,
    reader: cronJob({ exe: '/usr/bin/restic', uid: 1_000 }),
    expected: 'outside-rule',
    fact: '3 restic',
  },
  {
    title: 'kopia with a rule of the site',
    path: '/var/lib/etcd/member/snap/db',
    reader: KOPIA,
    expected: 'allowed',
    fact: '3 kopia',
  },
  {
    title: 'tar of the named script',
    path: CA_KEY,
    reader: TAR,
    expected: 'allowed',
    fact: '3 kubeadm etcd backup cron',
  },
  {
    title: 'tar of the named script outside of its paths',
    path: '/etc/kubernetes/admin.conf',
    reader: TAR,
    expected: 'outside-rule',
    fact: '3 kubeadm etcd backup cron',
  },
  {
    title: 'tar of another script',
    path: CA_KEY,
    reader: scripted('/usr/bin/tar', '/tmp/pki-backup.sh', 'cron'),
    expected: 'outside-rule',
    fact: '3 kubeadm etcd backup cron',
  },
  {
    title: 'rsync with a lost lineage',
    path: CA_KEY,
    reader: scripted('/usr/bin/rsync', '/usr/local/sbin/pki-backup.sh', 'cron'),
    isLineageLost: true,
    expected: 'outside-rule',
    fact: 'DESIGN 5: nothing unknown is allowed',
  },
  {
    title: 'restic with a lost lineage',
    path: CA_KEY,
    reader: RESTIC,
    isLineageLost: true,
    expected: 'outside-rule',
    fact: 'DESIGN 5: nothing unknown is allowed',
  },
  {
    title: 'a rule of the site changes nothing for others',
    path: CA_KEY,
    reader: typed('/usr/bin/cat'),
    expected: 'alert',
    fact: 'DESIGN 5',
  },
]);

/** Facts section 3. */
export const BACKUP: readonly Case[] = [...known, ...anomalies, ...ofSite];
