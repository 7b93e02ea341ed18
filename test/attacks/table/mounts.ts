import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Attack, EVERYWHERE, inKernel, OPEN, type Place } from '../scenario.ts';

const T1611 = 'MITRE T1611 Escape to Host';
/** Names that a view through another mount namespace may get besides. */
const VIEWS = ['other_mount', 'foreign_mount_namespace', 'proc_root', 'chroot'];

/** Without a look at process 1 there is no root of the node to compare with, and nothing is named. */
const CONFINED = isReadable('/proc/1/root') ? ['chroot'] : [];

function isReadable(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch {
    return false;
  }
}

const folder = (at: Place): string => join(at.tmp, 'mnt');
const makeFolder = (at: Place): void => {
  mkdirSync(folder(at));
};
const onNode = (at: Place): string => `/etc/kubernetes/pki/${at.id}/ca.key`;

function mounting(
  row: Pick<Attack, 'id' | 'technique' | 'program' | 'args'> & Partial<Attack>,
): Attack {
  return {
    source: T1611,
    events: OPEN,
    evasions: ['other_mount'],
    also: VIEWS,
    seen: EVERYWHERE,
    ...row,
  };
}

/** The key in another view of the file system. */
export const mountAttacks: readonly Attack[] = [
  mounting({
    id: 'bind-file',
    technique: 'the key bind-mounted over a file of another name',
    source: 'cicd-sensor issue 48; mount(2) MS_BIND',
    program: 'bind',
    prepare: (at) => {
      closeSync(openSync(folder(at), 'w'));
    },
    args: (at) => [at.key, folder(at), folder(at)],
  }),
  mounting({
    id: 'bind-directory',
    technique: 'the directory of the key bind-mounted elsewhere',
    source: 'cicd-sensor issue 48; mount(2) MS_BIND',
    program: 'bind',
    prepare: makeFolder,
    args: (at) => [at.pki, folder(at), join(folder(at), 'ca.key')],
  }),
  mounting({
    id: 'bind-before',
    technique: 'a bind mount that was made before the collector started',
    source: 'hostPath volumes; mount(2) MS_BIND',
    program: 'read',
    prepare: (at) => {
      makeFolder(at);
      execFileSync('mount', ['-o', 'bind', at.pki, folder(at)]);
    },
    args: (at) => [join(folder(at), 'ca.key')],
    leave: (at) => {
      spawnSync('umount', [folder(at)]);
    },
  }),
  mounting({
    id: 'bind-host-root',
    technique: 'the whole root bind-mounted at /host (hostPath)',
    source: 'BishopFox badPods; TeamTNT G0139',
    program: 'bind',
    prepare: makeFolder,
    args: (at) => [at.root, folder(at), join(folder(at), onNode(at))],
  }),
  mounting({
    id: 'tree-detached',
    technique: 'a copy of the mount that is in no namespace: open_tree(2)',
    source: 'open_tree(2) OPEN_TREE_CLONE',
    program: 'tree',
    args: (at) => ['detached', at.pki, at.tmp, 'ca.key'],
    evasions: ['other_mount|foreign_mount_namespace'],
  }),
  mounting({
    id: 'tree-attached',
    technique: 'a copy of the mount put elsewhere: open_tree(2), move_mount(2)',
    source: 'move_mount(2)',
    program: 'tree',
    prepare: makeFolder,
    args: (at) => ['attached', at.pki, folder(at), 'ca.key'],
  }),
  mounting({
    id: 'overlay',
    technique: 'the directory as the lower layer of an overlay',
    source: 'overlayfs; CDK mount escapes',
    program: 'overlay',
    prepare: (at) => {
      makeFolder(at);
      mkdirSync(join(at.tmp, 'empty'));
    },
    args: (at) => [at.pki, join(at.tmp, 'empty'), folder(at), join(folder(at), 'ca.key')],
    seen: inKernel('the descriptor is of an inode of the overlay; the real file is opened inside'),
  }),
  mounting({
    id: 'namespace',
    technique: 'by its own path in a mount namespace of its own',
    source: 'Atomic Red Team T1611 (nsenter, unshare)',
    program: 'namespace',
    args: (at) => [at.key],
    evasions: [],
  }),
  mounting({
    id: 'chroot',
    technique: 'chroot(2) into the root of the node',
    source: 'badPods: chroot /host',
    program: 'chroot',
    args: (at) => [at.root, onNode(at)],
    evasions: CONFINED,
  }),
  mounting({
    id: 'chroot-below',
    technique: 'chroot(2) into the directory of the key: its path is /ca.key',
    source: 'chroot(2)',
    program: 'chroot',
    args: (at) => [at.pki, '/ca.key'],
    evasions: CONFINED,
  }),
  mounting({
    id: 'pivot-root',
    technique: 'pivot_root(2) into the root of the node',
    source: 'pivot_root(2); how runtimes enter a container',
    program: 'pivot',
    args: (at) => [at.root, onNode(at)],
    evasions: [],
  }),
  mounting({
    id: 'proc-root',
    technique: '/proc/PID/root of a process in another mount namespace',
    source: 'TeamTNT; kubectl debug --target: /proc/1/root',
    program: 'proc_other',
    args: (at) => ['root', at.pki, 'ca.key'],
    byItself: true,
    evasions: ['proc_root|foreign_mount_namespace'],
  }),
  mounting({
    id: 'enter-namespace',
    technique: 'by its own path in the mount namespace of another process: setns(2)',
    source: 'Atomic Red Team T1611 (nsenter)',
    program: 'proc_other',
    args: (at) => ['ns', at.pki, 'ca.key'],
    byItself: true,
    evasions: [],
  }),
  mounting({
    id: 'proc-cwd',
    technique: '/proc/PID/cwd of a process in another mount namespace',
    source: 'CVE-2024-21626 (runc, leaked working directory)',
    program: 'proc_other',
    args: (at) => ['cwd', at.pki, 'ca.key'],
    byItself: true,
    evasions: ['proc_root|foreign_mount_namespace'],
  }),
  mounting({
    id: 'kept-directory',
    technique: 'a directory descriptor of another mount namespace',
    source: 'CVE-2024-21626 (runc, leaked descriptor)',
    program: 'kept_directory',
    args: (at) => [at.pki, 'ca.key'],
    evasions: ['foreign_mount_namespace|proc_root'],
  }),
];
