import { kubelet } from '../readers/kubernetes.ts';
import { rows, type Case } from '../support/case.ts';
import {
  childOf,
  pod,
  podChild,
  podExec,
  readerOfScript,
  service,
  typed,
  typedBelow,
} from '../support/chains.ts';
import type { Place } from '../support/reader.ts';
import {
  GIVEN_TOKEN,
  ownToken,
  secretOf,
  SEEN_TOKEN,
  tokenOf,
  VICTIM,
} from '../support/volumes.ts';

const PKI = '/etc/kubernetes/pki';
const CA_KEY = `${PKI}/ca.key`;
const APP: Place = { image: 'registry.example/shop/web:1.4', namespace: 'shop', pod: 'web-7d9f' };
const token = ownToken(pod('/app/server', APP));
const EVIL: Place = {
  image: 'docker.io/library/ubuntu:24.04',
  namespace: 'default',
  pod: 'everything-allowed',
  hostMounts: ['/'],
};
const KUBELET = kubelet();
const own = { path: token, seenAs: SEEN_TOKEN, given: GIVEN_TOKEN };
const alert = (fact: string, list: readonly Partial<Case>[]): Case[] =>
  rows({ expected: 'alert', fact: `6.${fact}` }, list);

const inContainer = [
  ...alert('1', [
    {
      title: 'kubectl exec POD -- cat',
      ...own,
      reader: podExec(['/bin/cat'], APP),
      expected: 'pod-helper',
    },
    {
      title: 'cat of /run/secrets (Atomic T1552.007)',
      ...own,
      given: '/run/secrets/kubernetes.io/serviceaccount/token',
      reader: podExec(['/usr/bin/cat'], APP),
      expected: 'pod-helper',
    },
  ]),
  ...alert('2', [
    {
      title: '/run of the kubelet API with sh -c cat',
      ...own,
      reader: podExec(['/bin/sh', '/bin/cat'], APP),
      expected: 'pod-helper',
    },
  ]),
  ...alert(
    '4',
    ['/bin/cp', '/bin/tar', '/usr/bin/base64', '/usr/bin/curl'].map(
      (exe) =>
        ({
          title: `${exe} takes the token`,
          ...own,
          reader: podExec(['/bin/bash', exe], APP),
          expected: 'pod-helper',
        }) as const,
    ),
  ),
  ...alert('5', [
    {
      title: 'python3 -c open(…)',
      ...own,
      reader: podExec([{ exe: '/usr/bin/python3.14', argv: ['python3', '-c', 'open()'] }], APP),
      expected: 'pod-helper',
    },
    { title: 'perl', ...own, reader: podExec(['/usr/bin/perl'], APP), expected: 'pod-helper' },
    {
      title: 'busybox cat',
      ...own,
      reader: podExec([{ exe: '/bin/busybox', comm: 'cat' }], APP),
      expected: 'pod-helper',
    },
    { title: 'a static binary in /tmp', ...own, reader: podExec(['/tmp/.x'], APP) },
    {
      title: 'a program in memory',
      ...own,
      reader: podExec([{ exe: '/memfd:x (deleted)', file: { memfd: true, deleted: true } }], APP),
    },
    {
      title: 'a program that deleted itself',
      ...own,
      reader: podChild(['/app/server', { exe: '/app/x', file: { deleted: true } }], APP),
    },
  ]),
  ...alert('6', [
    {
      title: 'CDK auto under another name',
      ...own,
      reader: podExec([{ exe: '/tmp/nginx-helper', argv: ['nginx-helper', 'auto'] }], APP),
    },
    { title: 'Peirates at its start', ...own, reader: podExec(['/dev/shm/peirates'], APP) },
  ]),
  ...alert(
    '7',
    [
      'eks.amazonaws.com/serviceaccount/token',
      'pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token',
      'azure/wi/token/azure-identity-token',
    ].map((name) => ({
      title: `cat of ${name}`,
      path: `/var/run/secrets/${name}`,
      reader: podExec(['/bin/cat'], APP),
    })),
  ),
];

const reads = (
  reader: Case['reader'],
  paths: readonly string[],
  how: string,
  more: Partial<Case> = {},
) => paths.map((path) => ({ title: `${how}: ${path}`, path, reader, ...more }));
const NODE_LOOT = [CA_KEY, `${PKI}/sa.key`, '/etc/kubernetes/admin.conf', tokenOf(VICTIM)];

const toTheNode = [
  ...alert(
    '8',
    reads(
      podExec(['/bin/bash', '/usr/bin/cat'], EVIL),
      [tokenOf(VICTIM), tokenOf('0b7c5a0e-6c3f-4d57-9a55-1f1f2d0f3a01'), secretOf(VICTIM, 'token')],
      'badPods can-they.sh',
      { reachedBy: ['other_mount'] },
    ),
  ),
  ...alert(
    '9',
    reads(
      podExec(
        [
          '/usr/bin/nsenter',
          { exe: '/usr/bin/bash', file: { on_node: true } },
          { exe: '/usr/bin/cat', file: { on_node: true } },
        ],
        EVIL,
      ),
      NODE_LOOT,
      'nsenter into process 1',
    ),
  ),
  ...alert(
    '9',
    reads(
      podExec([{ exe: '/usr/bin/kubeadm', file: { on_node: true } }], EVIL),
      NODE_LOOT,
      'nsenter, then kubeadm of the node',
    ),
  ),
  ...alert(
    '9',
    reads(
      podExec([{ exe: '/usr/bin/kubectl', file: { on_node: true } }], EVIL),
      ['/etc/kubernetes/admin.conf'],
      'nsenter, then kubectl of the node',
    ),
  ),
  ...alert('10', [
    {
      title: 'cat of /proc/PID/root from a hostPID pod',
      path: tokenOf(VICTIM),
      seenAs: SEEN_TOKEN,
      given: '/proc/812/root/run/secrets/kubernetes.io/serviceaccount/token',
      reachedBy: ['proc_root'],
      reader: podExec(['/bin/cat'], EVIL),
      evasions: ['proc_root'],
    },
    {
      title: 'the same from the node',
      path: tokenOf(VICTIM),
      seenAs: SEEN_TOKEN,
      reachedBy: ['foreign_mount_namespace'],
      reader: typed('/usr/bin/cat'),
      evasions: ['foreign_mount_namespace'],
    },
  ]),
  ...alert('11', [
    ...reads(
      KUBELET,
      [
        CA_KEY,
        `${PKI}/sa.key`,
        `${PKI}/apiserver.key`,
        `${PKI}/etcd/server.key`,
        `${PKI}/front-proxy-ca.key`,
        '/etc/kubernetes/admin.conf',
        '/root/.kube/config',
        '/home/alice/.kube/config',
        '/etc/kubernetes/controller-manager.conf',
        '/etc/srv/kubernetes/pki/ca.key',
        '/srv/kubernetes/kube-controller-manager/ca.key',
        '/srv/kubernetes/kube-apiserver/service-account.key',
        '/etc/kubernetes/ssl/kube-ca-key.pem',
        '/etc/kubernetes/ssl/kube-service-account-token-key.pem',
        '/var/lib/etcd/member/snap/db',
        '/etc/cni/net.d/calico-kubeconfig',
      ],
      'the kubelet, by itself',
    ),
    ...[
      CA_KEY,
      tokenOf(VICTIM),
      '/var/lib/kubelet/pki/kubelet-client-current.pem',
      '/etc/kubernetes/kubelet.conf',
      '/etc/kubernetes/certs/client.key',
      secretOf(VICTIM, 'tls.key'),
    ].flatMap((path) => [
      {
        title: `the kubelet, by a link below /var/log: ${path}`,
        path,
        reader: KUBELET,
        given: `/var/log/host/root_link${path}`,
        reachedBy: ['symlink'],
      },
      {
        title: `the kubelet, by a link of which nothing is known: ${path}`,
        path,
        reader: KUBELET,
        reachedBy: ['symlink'],
      },
    ]),
  ]),
  ...alert(
    '12',
    [tokenOf(VICTIM), '/var/lib/kubelet/pki/kubelet-client-current.pem', CA_KEY].map((path) => ({
      title: `kubectl logs of a pod whose 0.log is a link to ${path}`,
      path,
      reader: KUBELET,
      given: '/var/log/pods/default_evil_1bdd5b5b/c/0.log',
      reachedBy: ['symlink'],
    })),
  ),
  ...alert(
    '13',
    reads(
      podExec(['/tmp/shocker'], { ...EVIL, hostMounts: [] }),
      [CA_KEY, tokenOf(VICTIM)],
      'open_by_handle_at',
      { reachedBy: ['open_by_handle_at'], evasions: ['open_by_handle_at'] },
    ),
  ),
  ...alert('14', [
    ...reads(podExec(['/bin/cat'], EVIL), [CA_KEY], 'mount /dev/sda1 /mnt', {
      seenAs: '/mnt/etc/kubernetes/pki/ca.key',
      reachedBy: ['other_mount'],
      evasions: ['other_mount'],
    }),
    ...reads(podExec(['/sbin/debugfs'], EVIL), [CA_KEY], 'debugfs on the disk below it', {
      seenAs: '/dev/sda1',
      reachedBy: ['raw_block_device'],
      evasions: ['raw_block_device'],
    }),
  ]),
  ...alert(
    '15',
    reads(pod('/bin/cat', EVIL), NODE_LOOT, 'a container with -v /:/host', {
      reachedBy: ['other_mount'],
    }),
  ),
  ...alert(
    '15',
    reads(
      pod('/usr/local/bin/kube-apiserver', EVIL),
      NODE_LOOT,
      'such a container whose program is called kube-apiserver',
    ),
  ),
  ...alert('16', [
    {
      title: 'CVE-2024-21626: a path relative to a leaked descriptor',
      path: CA_KEY,
      reader: pod('/bin/cat', { ...EVIL, hostMounts: [] }),
      given: '../../../etc/kubernetes/pki/ca.key',
      reachedBy: ['symlink'],
    },
    {
      title: 'CVE-2019-5736: an overwritten runc',
      path: CA_KEY,
      reader: childOf('/usr/bin/containerd-shim-runc-v2', 'containerd.service', {
        exe: '/usr/sbin/runc',
        argv: ['runc', 'exec'],
      }),
    },
  ]),
];

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

const onTheNode = [
  ...alert('18', reads(typed('/root/peirates'), LOOT, 'Peirates node loot')),
  ...alert(
    '18',
    reads(typed('/usr/bin/openssl'), [secretOf(VICTIM, 'tls.key')], 'openssl of a pod'),
  ),
  ...alert('19', reads(typed('/tmp/cdk'), [`${PKI}/etcd/peer.key`], 'CDK etcd-get-k8s-token')),
  ...alert(
    '20',
    [
      '/usr/bin/tar',
      '/usr/bin/scp',
      '/usr/bin/rsync',
      '/usr/bin/cp',
      '/usr/lib/openssh/sftp-server',
    ].flatMap((exe) => reads(typed(exe), [CA_KEY, `${PKI}/sa.key`, `${PKI}/etcd/server.key`], exe)),
  ),
  ...alert(
    '21',
    ['/usr/bin/cat', '/usr/bin/grep', '/usr/bin/find', '/usr/bin/rg'].flatMap((exe) =>
      reads(
        typedBelow([{ exe: '/usr/bin/xargs' }], exe),
        [CA_KEY, '/var/lib/kubelet/pki/kubelet.key'],
        `${exe} over all keys`,
      ),
    ),
  ),
  ...alert('22', [
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
  ...alert(
    '23',
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
  ...alert(
    '24',
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
  ...alert(
    '24',
    reads(
      typed({ exe: '/usr/bin/cat', uid: 1_001 }),
      ['/etc/rancher/k3s/k3s.yaml'],
      'cat of a user, since the file is 0644',
    ),
  ),
  ...alert(
    '25',
    ['/usr/bin/cp', '/usr/bin/strings', '/usr/bin/sqlite3'].flatMap((exe) =>
      reads(
        typed(exe),
        ['/var/lib/etcd/member/snap/db', '/var/lib/rancher/k3s/server/db/state.db'],
        exe,
      ),
    ),
  ),
  ...alert(
    '26',
    ['/usr/bin/gdb', '/usr/bin/gcore', '/tmp/dump'].map((exe) => ({
      title: `${exe} of the memory of the API server`,
      path: CA_KEY,
      way: 'memory' as const,
      reachedBy: ['process_memory'],
      reader: typed(exe),
      evasions: ['process_memory'],
    })),
  ),
  ...alert('27', [
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
  ...alert('28', [
    {
      title: 'io_uring',
      path: CA_KEY,
      reachedBy: ['io_uring'],
      reader: typed('/tmp/curing'),
      evasions: ['io_uring'],
    },
  ]),
  ...alert('29', [
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
  ...alert('30', [
    {
      title: 'sendfile, splice, mmap: the open is the same',
      path: CA_KEY,
      reader: typed('/usr/bin/python3'),
    },
  ]),
  ...alert('31', [
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
  ...alert('32', [
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
  ...alert('33', [
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
  ...alert('34', [
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
  ...alert(
    '36',
    [
      '/etc/cni/net.d/calico-kubeconfig',
      '/etc/cni/net.d/multus.d/multus.kubeconfig',
      '/etc/cni/net.d/whereabouts.d/whereabouts.kubeconfig',
    ].flatMap((path) => reads(typed('/usr/bin/cat'), [path], 'cat')),
  ),
  ...alert('36', reads(typed('/usr/bin/kubectl'), ['/etc/cni/net.d/calico-kubeconfig'], 'kubectl')),
  ...alert('37', [
    {
      title: 'kubectl debug --target reads by /proc/1/root',
      path: token,
      seenAs: SEEN_TOKEN,
      given: '/proc/1/root/var/run/secrets/kubernetes.io/serviceaccount/token',
      reachedBy: ['proc_root'],
      reader: pod('/bin/busybox', { ...APP, image: 'docker.io/library/busybox:1.37' }),
      evasions: ['proc_root'],
    },
  ]),
  ...alert(
    '38',
    [CA_KEY, `${PKI}/sa.key`, `${PKI}/apiserver.key`].map((path, hour) => ({
      title: `hour ${String(hour)} of a slow theft`,
      path,
      reader: readerOfScript('/usr/bin/dd', `/tmp/.${String(hour)}`),
    })),
  ),
  ...alert(
    '20',
    reads(
      service('/usr/local/bin/updater', 'updater.service'),
      NODE_LOOT,
      'a service of which no rule knows',
    ),
  ),
];

/** Facts section 6; what no file event can show is in docs/conformance.md. */
export const ATTACKS: readonly Case[] = [...inContainer, ...toTheNode, ...onTheNode];
