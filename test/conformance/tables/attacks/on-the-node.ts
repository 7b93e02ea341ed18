import type { Case } from '../../support/case.ts';
import { pod, readerOfScript, service, typed, typedBelow } from '../../support/chains.ts';
import { secretOf, SEEN_TOKEN, tokenOf, VICTIM } from '../../support/volumes.ts';
import { APP, attack, CA_KEY, NODE_LOOT, OWN_TOKEN, PKI, reads } from './shared.ts';

const LOOT = [
  '/var/lib/kubelet/kubeconfig',
  '/etc/kubernetes/kubeconfig',
  '/etc/kubernetes/kubelet.conf',
  '/var/snap/microk8s/7449/credentials/kubelet.config',
  '/var/lib/kubelet/pki/kubelet-client-current.pem',
  tokenOf(VICTIM),
  secretOf(VICTIM, 'token'),
];
const bash = { exe: '/usr/bin/bash', argv: ['bash', './kube.sh'] };

/** Facts 6.18 to 6.38. */
export const ON_THE_NODE: readonly Case[] = [
  ...attack(18, reads(typed('/root/peirates'), LOOT, 'Peirates node loot')),
  ...attack(
    18,
    reads(typed('/usr/bin/openssl'), [secretOf(VICTIM, 'tls.key')], 'openssl of a pod'),
  ),
  ...attack(19, reads(typed('/tmp/cdk'), [`${PKI}/etcd/peer.key`], 'CDK etcd-get-k8s-token')),
  ...attack(
    20,
    [
      '/usr/bin/tar',
      '/usr/bin/scp',
      '/usr/bin/rsync',
      '/usr/bin/cp',
      '/usr/lib/openssh/sftp-server',
    ].flatMap((exe) => reads(typed(exe), [CA_KEY, `${PKI}/sa.key`, `${PKI}/etcd/server.key`], exe)),
  ),
  ...attack(
    21,
    ['/usr/bin/cat', '/usr/bin/grep', '/usr/bin/find', '/usr/bin/rg'].flatMap((exe) =>
      reads(
        typedBelow([{ exe: '/usr/bin/xargs' }], exe),
        [CA_KEY, '/var/lib/kubelet/pki/kubelet.key'],
        `${exe} over all keys`,
      ),
    ),
  ),
  ...attack(22, [
    { title: 'cp of admin.conf', path: '/etc/kubernetes/admin.conf', reader: typed('/usr/bin/cp') },
    {
      title: 'kubectl of another user with admin.conf',
      path: '/etc/kubernetes/admin.conf',
      reader: typed({ exe: '/usr/bin/kubectl', uid: 1_001 }),
    },
    {
      title: 'kubectl brought along',
      path: '/etc/kubernetes/admin.conf',
      reader: typed('/tmp/kubectl'),
    },
  ]),
  ...attack(
    23,
    reads(
      typed({ exe: '/usr/bin/openssl', argv: ['openssl', 'x509', '-req', '-CAkey', 'ca.key'] }),
      [
        CA_KEY,
        `${PKI}/sa.key`,
        '/var/lib/rancher/k3s/server/tls/client-ca.key',
        '/var/lib/k0s/pki/ca.key',
      ],
      'openssl forges an identity',
    ),
  ),
  ...attack(
    24,
    reads(
      typed('/usr/bin/cat'),
      [
        '/var/lib/rancher/k3s/server/token',
        '/var/lib/rancher/k3s/server/node-token',
        '/etc/rancher/k3s/k3s.yaml',
        '/var/lib/rancher/rke2/server/token',
      ],
      'cat',
    ),
  ),
  ...attack(
    24,
    reads(
      typed({ exe: '/usr/bin/cat', uid: 1_001 }),
      ['/etc/rancher/k3s/k3s.yaml'],
      'cat of a user, since the file is 0644',
    ),
  ),
  ...attack(
    25,
    ['/usr/bin/cp', '/usr/bin/strings', '/usr/bin/sqlite3'].flatMap((exe) =>
      reads(
        typed(exe),
        ['/var/lib/etcd/member/snap/db', '/var/lib/rancher/k3s/server/db/state.db'],
        exe,
      ),
    ),
  ),
  ...attack(
    26,
    ['/usr/bin/gdb', '/usr/bin/gcore', '/tmp/dump'].map((exe) => ({
      title: `${exe} of the memory of the API server`,
      path: CA_KEY,
      way: 'memory' as const,
      reachedBy: ['process_memory'],
      reader: typed(exe),
      evasions: ['process_memory'],
    })),
  ),
  ...attack(27, [
    {
      title: 'a hard link to the key',
      path: CA_KEY,
      way: 'link',
      newPath: '/tmp/a',
      reader: typed('/usr/bin/ln'),
    },
    {
      title: 'a read of the hard link',
      path: CA_KEY,
      seenAs: '/tmp/a',
      reachedBy: ['hard_link'],
      reader: typed('/usr/bin/cat'),
      evasions: ['hard_link'],
    },
    { title: 'mv of the key', path: CA_KEY, way: 'rename', reader: typed('/usr/bin/mv') },
    {
      title: 'a read after the move',
      path: CA_KEY,
      seenAs: '/tmp/a',
      reachedBy: ['renamed'],
      reader: typed('/usr/bin/cat'),
      evasions: ['renamed'],
    },
    {
      title: 'a read below a bind mount',
      path: CA_KEY,
      seenAs: '/mnt/x/ca.key',
      reachedBy: ['other_mount'],
      reader: typed('/usr/bin/cat'),
      evasions: ['other_mount'],
    },
    {
      title: 'a key put in place of another (W3)',
      path: `${PKI}/sa.key`,
      way: 'rename-in',
      reader: typed('/usr/bin/mv'),
    },
  ]),
  ...attack(28, [
    {
      title: 'io_uring',
      path: CA_KEY,
      reachedBy: ['io_uring'],
      reader: typed('/tmp/curing'),
      evasions: ['io_uring'],
    },
  ]),
  ...attack(29, [
    {
      title: 'a descriptor by SCM_RIGHTS',
      path: CA_KEY,
      way: 'receive',
      reachedBy: ['received_descriptor'],
      reader: typed('/usr/bin/python3'),
      evasions: ['received_descriptor'],
    },
    {
      title: '/proc/PID/fd/N of the API server',
      path: `${PKI}/sa.key`,
      given: '/proc/900/fd/9',
      reachedBy: ['o_path_reopen'],
      reader: typed('/usr/bin/cat'),
      evasions: ['o_path_reopen'],
    },
  ]),
  ...attack(30, [
    {
      title: 'sendfile, splice, mmap: the open is the same',
      path: CA_KEY,
      reader: typed('/usr/bin/python3'),
    },
  ]),
  ...attack(31, [
    {
      title: 'cat copied to /tmp/kubelet',
      path: '/var/lib/kubelet/pki/kubelet.key',
      reader: typed('/tmp/kubelet'),
      evasions: ['comm_spoof', 'copied_name'],
    },
    {
      title: 'cat copied to /dev/shm/kube-apiserver',
      path: `${PKI}/sa.key`,
      reader: typed('/dev/shm/kube-apiserver'),
      evasions: ['comm_spoof', 'copied_name'],
    },
    {
      title: 'exec -a kubelet cat',
      path: '/var/lib/kubelet/pki/kubelet.key',
      reader: typed({ exe: '/usr/bin/cat', argv: ['kubelet'] }),
    },
    {
      title: 'prctl(PR_SET_NAME, "etcd")',
      path: `${PKI}/etcd/server.key`,
      reader: typed({ exe: '/usr/bin/cat', comm: 'etcd' }),
      evasions: ['comm_spoof'],
    },
  ]),
  ...attack(32, [
    { title: 'kubectl reads the CA key', path: CA_KEY, reader: typed('/usr/bin/kubectl') },
    {
      title: 'etcdctl reads the signing key',
      path: `${PKI}/sa.key`,
      reader: typed('/usr/local/bin/etcdctl'),
    },
    {
      title: 'kubectl with a preloaded library',
      path: '/etc/kubernetes/admin.conf',
      reader: typed('/usr/bin/kubectl'),
      process: { preload: 'LD_PRELOAD=/tmp/x.so' },
      expected: 'identity-unproven',
      evasions: ['ld_preload'],
    },
  ]),
  ...attack(33, [
    {
      title: 'cat of what k3s certificate rotate left',
      path: '/var/lib/rancher/k3s/server/tls-1764115200/client-ca.key',
      reader: typed('/usr/bin/cat'),
    },
    { title: 'velero from a shell', path: CA_KEY, reader: typed('/usr/local/bin/velero') },
    {
      title: 'etcdctl from a shell takes more than its own',
      path: CA_KEY,
      reader: typed('/usr/local/bin/etcdctl'),
    },
    {
      title: 'kubeadm of another user',
      path: CA_KEY,
      reader: typed({ exe: '/usr/bin/kubeadm', uid: 1_001 }),
    },
  ]),
  ...attack(34, [
    {
      title: 'a TeamTNT script: cat of a token',
      path: tokenOf(VICTIM),
      reader: typedBelow([bash], '/usr/bin/cat'),
    },
    {
      title: 'a TeamTNT script: curl uploads a token',
      path: tokenOf(VICTIM),
      reader: typedBelow([bash], '/usr/bin/curl'),
    },
    {
      title: 'a TeamTNT script: BOtB',
      path: tokenOf(VICTIM),
      reader: typedBelow([bash], '/tmp/botb'),
    },
  ]),
  ...attack(
    36,
    [
      '/etc/cni/net.d/calico-kubeconfig',
      '/etc/cni/net.d/multus.d/multus.kubeconfig',
      '/etc/cni/net.d/whereabouts.d/whereabouts.kubeconfig',
    ].flatMap((path) => reads(typed('/usr/bin/cat'), [path], 'cat')),
  ),
  ...attack(36, reads(typed('/usr/bin/kubectl'), ['/etc/cni/net.d/calico-kubeconfig'], 'kubectl')),
  ...attack(37, [
    {
      title: 'kubectl debug --target reads by /proc/1/root',
      path: OWN_TOKEN.path,
      seenAs: SEEN_TOKEN,
      given: '/proc/1/root/var/run/secrets/kubernetes.io/serviceaccount/token',
      reachedBy: ['proc_root'],
      reader: pod('/bin/busybox', { ...APP, image: 'docker.io/library/busybox:1.37' }),
      evasions: ['proc_root'],
    },
  ]),
  ...attack(
    38,
    [CA_KEY, `${PKI}/sa.key`, `${PKI}/apiserver.key`].map((path, hour) => ({
      title: `hour ${String(hour)} of a slow theft`,
      path,
      reader: readerOfScript('/usr/bin/dd', `/tmp/.${String(hour)}`),
    })),
  ),
  ...attack(
    20,
    reads(
      service('/usr/local/bin/updater', 'updater.service'),
      NODE_LOOT,
      'a service of which no rule knows',
    ),
  ),
];
