import { COMPONENTS, KUBEADM, KUBECTL, kubelet } from '../readers/kubernetes.ts';
import { rows, type Case } from '../support/case.ts';
import { service, typed } from '../support/chains.ts';
import type { Reader } from '../support/reader.ts';

const CA_KEY = '/etc/kubernetes/pki/ca.key';

/** How a file can be reached other than by its own name, as the collector says it. */
export const DETOURS = [
  'hard_link',
  'symlink',
  'other_mount',
  'renamed',
  'renamed_parent',
  'proc_root',
  'o_path_reopen',
  'io_uring',
  'open_by_handle_at',
  'foreign_mount_namespace',
  'chroot',
  'raw_block_device',
  'received_descriptor',
  'process_memory',
  'exchange_rename',
] as const;

const WAYS: Readonly<Record<string, Case['way']>> = {
  received_descriptor: 'receive',
  process_memory: 'memory',
  exchange_rename: 'rename',
};
const wayOf = (detour: string): Partial<Case> =>
  WAYS[detour] === undefined ? {} : { way: WAYS[detour] };

/** A thief is no less a thief by any detour, and the alert names it. */
const thieves = DETOURS.flatMap((detour) =>
  rows(
    {
      path: CA_KEY,
      expected: 'alert',
      reachedBy: [detour],
      evasions: [detour],
      fact: '6.27–6.31; DESIGN 5',
      ...wayOf(detour),
    },
    [
      { title: `cat by ${detour}`, reader: typed('/usr/bin/cat') },
      {
        title: `a program of nobody knows whom by ${detour}`,
        reader: service('/opt/x/agent', 'x.service'),
      },
    ],
  ),
);

/** Facts about the executable, each of which takes away what the path seemed to prove. */
const FORGED: Readonly<
  Record<string, readonly [process: NonNullable<Case['process']>, evasions: readonly string[]]>
> = {
  'is writable by everyone': [{ exe: { path: '', mode: 0o777 } }, ['writable_executable']],
  'belongs to somebody else': [{ exe: { path: '', owner_uid: 1_000 } }, ['foreign_executable']],
  'was deleted': [{ exe: { path: '', deleted: true } }, ['deleted_executable']],
  'runs from memory': [{ exe: { path: '', memfd: true } }, ['memfd_executable']],
  'is another file on the node': [{ exe: { path: '', on_node: false } }, []],
  'was started with LD_PRELOAD': [{ preload: 'LD_PRELOAD=/tmp/x.so' }, ['ld_preload']],
  'was started with LD_AUDIT': [{ preload: 'LD_AUDIT=/tmp/x.so' }, ['ld_preload']],
};
const GENUINE: Readonly<Record<string, readonly [reader: Reader, path: string]>> = {
  kubelet: [kubelet(), '/var/lib/kubelet/pki/kubelet-client-current.pem'],
  kubeadm: [KUBEADM, CA_KEY],
  kubectl: [KUBECTL, '/etc/kubernetes/admin.conf'],
};
const forged = Object.entries(GENUINE).flatMap(([name, [reader, path]]) =>
  Object.entries(FORGED).flatMap(([what, [process, evasions]]) =>
    rows({ reader, path, fact: '0.2, 6.31, 6.32' }, [
      {
        title: `${name} whose executable ${what}`,
        process:
          process.exe === undefined
            ? process
            : {
                exe: {
                  ...reader.process.exe,
                  ...process.exe,
                  path: reader.process.exe?.path ?? '',
                },
              },
        evasions,
        expected: 'identity-unproven',
      },
    ]),
  ),
);

/** The same name somewhere else, and the same place with another name. */
const NAMES = [
  'kubelet',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'etcd',
  'kubeadm',
  'kubectl',
  'k3s',
  'rke2',
  'k0s',
  'etcdctl',
  'kubelite',
  'velero',
];
const copies = NAMES.flatMap((name) =>
  ['/tmp', '/dev/shm', '/home/alice/bin', '/var/tmp/usr/bin'].flatMap((folder) =>
    rows({ path: CA_KEY, expected: 'alert', fact: '6.31' }, [
      {
        title: `a copy at ${folder}/${name}`,
        reader: typed(`${folder}/${name}`),
        evasions: ['copied_name'],
      },
    ]),
  ),
);
const spoofs = [
  'kubelet',
  'kube-apiserver',
  'kube-controller',
  'kube-scheduler',
  'etcd',
  'kubeadm',
].flatMap((comm) =>
  rows({ path: CA_KEY, expected: 'alert', fact: '0.2, 6.31' }, [
    {
      title: `cat with comm ${comm}`,
      reader: typed({ exe: '/usr/bin/cat', comm }),
      evasions: ['comm_spoof'],
    },
  ]),
);

/** A component on the node itself that its distribution never starts there by hand. */
const misplaced = rows({ expected: 'alert', fact: '0.2, 6.32' }, [
  { title: 'kube-scheduler reads the CA key', path: CA_KEY, reader: COMPONENTS['kube-scheduler'] },
  { title: 'etcd reads the CA key', path: CA_KEY, reader: COMPONENTS.etcd },
  {
    title: 'etcd reads its own CA key',
    path: '/etc/kubernetes/pki/etcd/ca.key',
    reader: COMPONENTS.etcd,
  },
  {
    title: 'kube-apiserver reads admin.conf',
    path: '/etc/kubernetes/admin.conf',
    reader: COMPONENTS['kube-apiserver'],
  },
  {
    title: 'kube-apiserver reads super-admin.conf',
    path: '/etc/kubernetes/super-admin.conf',
    reader: COMPONENTS['kube-apiserver'],
  },
  {
    title: 'kube-controller-manager reads admin.conf',
    path: '/etc/kubernetes/admin.conf',
    reader: COMPONENTS['kube-controller-manager'],
  },
  {
    title: 'kube-scheduler reads the key of the API server',
    path: '/etc/kubernetes/pki/apiserver.key',
    reader: COMPONENTS['kube-scheduler'],
  },
  {
    title: 'kube-apiserver reads the kubeconfig of the scheduler',
    path: '/etc/kubernetes/scheduler.conf',
    reader: COMPONENTS['kube-apiserver'],
  },
  {
    title: 'kube-apiserver moves the CA key',
    path: CA_KEY,
    way: 'rename',
    reader: COMPONENTS['kube-apiserver'],
  },
  {
    title: 'kube-apiserver links the signing key',
    path: '/etc/kubernetes/pki/sa.key',
    way: 'link',
    reader: COMPONENTS['kube-apiserver'],
  },
  {
    title: 'the kubelet links a token',
    path: '/var/lib/kubelet/pki/kubelet.key',
    way: 'link',
    reader: kubelet(),
  },
  {
    title: 'kubectl moves admin.conf',
    path: '/etc/kubernetes/admin.conf',
    way: 'rename',
    reader: KUBECTL,
  },
  {
    title: 'the memory of a component read by kubeadm',
    path: CA_KEY,
    way: 'memory',
    reader: KUBEADM,
  },
]);

export const EVASIONS: readonly Case[] = [
  ...thieves,
  ...forged,
  ...copies,
  ...spoofs,
  ...misplaced,
];
