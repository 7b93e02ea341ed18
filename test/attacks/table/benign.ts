import { constants, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Place, Twin } from '../scenario.ts';
import { mountVolume, unmountVolume, volumeOf } from './volumes.ts';

const { O_WRONLY } = constants;
const O_PATH = 0o10000000;

function put(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'nothing\n', { mode: 0o600 });
  return path;
}

const elsewhere = (at: Place): string => join(at.tmp, 'ca.key');

function quiet(row: Omit<Twin, 'source'> & { source?: string }): Twin {
  return { source: 'ordinary administration', ...row };
}

/** What looks like an attack and is none. */
export const benignTwins: readonly Twin[] = [
  quiet({
    id: 'twin-listing',
    technique: 'stat, access and readdir of the directory of the key',
    program: 'listing',
    args: (at) => [at.pki],
  }),
  quiet({
    id: 'twin-write-only',
    technique: 'the key opened for writing only',
    program: 'open_flags',
    args: (at) => [String(O_WRONLY), at.key],
  }),
  quiet({
    id: 'twin-o-path',
    technique: 'the key opened with O_PATH, and no more',
    program: 'open_flags',
    args: (at) => [String(O_PATH), at.key],
  }),
  quiet({
    id: 'twin-certificate',
    technique: 'the public certificate read',
    program: 'read',
    args: (at) => [join(at.pki, 'ca.crt')],
  }),
  quiet({
    id: 'twin-manifest',
    technique: 'a static pod manifest read',
    program: 'read',
    args: (at) => [join(at.root, 'etc/kubernetes/manifests/etcd.yaml')],
  }),
  quiet({
    id: 'twin-sibling',
    technique: 'a directory whose name begins as the watched one',
    program: 'read',
    prepare: (at) => put(join(at.root, 'etc/kubernetes-backup', at.id, 'pki/ca.key')),
    args: (at) => [join(at.root, 'etc/kubernetes-backup', at.id, 'pki/ca.key')],
  }),
  quiet({
    id: 'twin-elsewhere',
    technique: 'a file called ca.key elsewhere',
    program: 'read',
    prepare: (at) => put(elsewhere(at)),
    args: (at) => [elsewhere(at)],
  }),
  quiet({
    id: 'twin-rename',
    technique: 'a file called ca.key elsewhere renamed',
    program: 'rename',
    prepare: (at) => put(elsewhere(at)),
    args: (at) => ['0', elsewhere(at), join(at.tmp, 'sa.key')],
  }),
  quiet({
    id: 'twin-link',
    technique: 'a hard link between files that are no credentials',
    program: 'link',
    prepare: (at) => put(elsewhere(at)),
    args: (at) => [elsewhere(at), join(at.tmp, 'sa.key'), join(at.tmp, 'sa.key')],
  }),
  quiet({
    id: 'twin-symlink',
    technique: 'a symbolic link to the key that nobody follows',
    program: 'symlinks',
    args: (at) => [at.key, join(at.tmp, 'a')],
  }),
  quiet({
    id: 'twin-exec',
    technique: 'a program called kubelet that reads nothing of value',
    program: 'read',
    copy: { name: 'kubelet' },
    prepare: (at) => put(elsewhere(at)),
    args: (at) => [elsewhere(at)],
  }),
  quiet({
    id: 'twin-kubelet',
    technique: "the node's own kubelet reads what it may",
    program: 'chroot_exec',
    lingers: true,
    prepare: (at) => {
      mkdirSync(join(at.root, 'usr/bin'), { recursive: true });
      copyFileSync(at.program('linger'), join(at.root, 'usr/bin/kubelet'));
      put(join(dirname(at.pki), 'kubelet-twin.key'));
    },
    args: (at) => [at.root, dirname(at.pki), '/usr/bin/kubelet', 'kubelet-twin.key'],
  }),
  quiet({
    id: 'twin-denied',
    technique: 'an open that is refused',
    program: 'denied',
    args: (at) => [at.pki, 'ca.key'],
  }),
  quiet({
    id: 'twin-own-tree',
    technique: "a container's own /etc/kubernetes/pki/ca.key read",
    source: 'Tracee TRC-1018 matches a path, whoever mounted it',
    program: 'own_tree',
    args: (at) => ['read', at.tmp],
  }),
  quiet({
    id: 'twin-own-tree-rename',
    technique: "a container's own /etc/kubernetes/pki/ca.key renamed",
    source: 'Tracee TRC-1018 matches a path, whoever mounted it',
    program: 'own_tree',
    args: (at) => ['rename', at.tmp],
  }),
  quiet({
    id: 'twin-same-inode',
    technique: "a file with a token's inode number on another device",
    source: 'inode(7)',
    program: 'same_inode',
    prepare: mountVolume,
    leave: unmountVolume,
    args: (at) => [join(volumeOf(at), 'token'), at.tmp],
  }),
  quiet({
    id: 'twin-reused-device',
    technique: "another tmpfs that got the device number of a pod's volume that is gone",
    source: 'anonymous device numbers are handed out again, lowest first',
    program: 'reused_device',
    arrive: mountVolume,
    leave: unmountVolume,
    args: (at) => [volumeOf(at), 'token', at.tmp],
  }),
  quiet({
    id: 'twin-reused-inode',
    technique: 'an innocent file that got the inode number of a removed key',
    source: 'ext4 hands a freed inode number out again',
    program: 'reused_inode',
    args: (at) => [at.key, at.tmp],
  }),
  quiet({
    id: 'twin-ptrace',
    technique: 'ptrace(2) of a process that holds no credential',
    source: 'strace(1), gdb(1)',
    program: 'memory',
    prepare: (at) => put(elsewhere(at)),
    args: (at) => ['attach', elsewhere(at)],
  }),
  quiet({
    id: 'twin-received',
    technique: 'an ordinary file received over a socket (SCM_RIGHTS)',
    source: 'unix(7) SCM_RIGHTS',
    program: 'receive',
    prepare: (at) => put(elsewhere(at)),
    args: (at) => [elsewhere(at)],
  }),
];
