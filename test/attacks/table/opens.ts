import { constants } from 'node:fs';
import { join } from 'node:path';
import { type Attack, EVERYWHERE, inKernel, OPEN } from '../scenario.ts';

const T1552_004 = 'MITRE T1552.004 Private Keys';
const CURING = 'ARMO "Curing" rootkit proof of concept, 2025';
const { O_NOATIME, O_RDWR } = constants;

/** RESOLVE_* of openat2(2), as in linux/openat2.h. */
const RESOLVE_NO_XDEV = 0x01;
const RESOLVE_NO_SYMLINKS = 0x04;
const RESOLVE_BENEATH = 0x08;
const RESOLVE_IN_ROOT = 0x10;

function opening(
  row: Pick<Attack, 'id' | 'technique' | 'program' | 'args'> & Partial<Attack>,
): Attack {
  return { source: T1552_004, events: OPEN, evasions: [], seen: EVERYWHERE, ...row };
}

function openat2(id: string, technique: string, resolve: number, below = 'pki'): Attack {
  return opening({
    id,
    technique,
    source: 'openat2(2)',
    program: 'openat2',
    args: (at) =>
      below === 'pki'
        ? [at.pki, 'ca.key', String(resolve)]
        : [at.root, join('/etc/kubernetes/pki', at.id, 'ca.key'), String(resolve)],
  });
}

function uring(id: string, technique: string, way: string, row: Partial<Attack> = {}): Attack {
  return opening({
    id,
    technique,
    source: CURING,
    program: 'uring_open',
    args: (at) => [way, at.key],
    evasions: ['io_uring'],
    ...row,
  });
}

/** Every way in which a file is opened. */
export const openAttacks: readonly Attack[] = [
  opening({
    id: 'open',
    technique: 'open(2) by path',
    source: 'Atomic Red Team T1552.004; Stratus steal-serviceaccount-token',
    program: 'read',
    args: (at) => [at.key],
  }),
  opening({
    id: 'open-read-write',
    technique: 'open for reading and writing',
    program: 'open_flags',
    args: (at) => [String(O_RDWR), at.key],
  }),
  opening({
    id: 'open-noatime',
    technique: 'open that leaves no access time',
    program: 'open_flags',
    args: (at) => [String(O_NOATIME), at.key],
  }),
  opening({
    id: 'open-relative-cwd',
    technique: 'a name relative to the working directory',
    source: 'CVE-2024-21626 (runc, leaked working directory)',
    program: 'relative',
    args: (at) => ['cwd', join(at.pki, '..'), join('.', '..', 'pki', at.id, 'ca.key')],
  }),
  opening({
    id: 'open-relative-dirfd',
    technique: 'openat(2) with a directory descriptor',
    program: 'relative',
    args: (at) => ['dirfd', at.pki, 'ca.key'],
  }),
  openat2('openat2-beneath', 'openat2(2) RESOLVE_BENEATH', RESOLVE_BENEATH),
  openat2(
    'openat2-strict',
    'openat2(2) RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV',
    RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV,
  ),
  openat2('openat2-in-root', 'openat2(2) RESOLVE_IN_ROOT', RESOLVE_IN_ROOT, 'root'),
  opening({
    id: 'o-path-reopen',
    technique: 'O_PATH, then the descriptor again through /proc/self/fd',
    source: 'CVE-2019-5736 (runc) opens files in this way',
    program: 'path_reopen',
    args: (at) => [at.key],
    evasions: ['o_path_reopen'],
  }),
  opening({
    id: 'open-by-handle',
    technique: 'open_by_handle_at(2), no path at all',
    source: '"shocker"; CDK cap-dac-read-search',
    program: 'by_handle',
    args: (at) => [at.root, at.key],
    evasions: ['open_by_handle_at'],
  }),
  opening({
    id: 'open-compat',
    technique: 'open(2) by the 32-bit system call table',
    source: 'seccomp(2), system call tables',
    program: 'compat',
    args: (at) => [at.key],
  }),
  uring('uring-openat', 'IORING_OP_OPENAT', 'openat'),
  uring('uring-openat2', 'IORING_OP_OPENAT2', 'openat2'),
  uring('uring-worker', 'IORING_OP_OPENAT in a worker thread (IOSQE_ASYNC)', 'worker'),
  uring('uring-sqpoll', 'IORING_OP_OPENAT by the polling thread, no system call', 'sqpoll'),
  uring('uring-direct', 'IORING_OP_OPENAT into a direct descriptor', 'direct'),
  opening({
    id: 'open-thread',
    technique: 'from a thread that is not the leader',
    program: 'thread',
    args: (at) => ['1', at.key],
  }),
  opening({
    id: 'open-vfork',
    technique: 'from a vfork(2) child',
    program: 'vfork',
    args: (at) => [at.key],
  }),
  opening({
    id: 'open-exec-thread',
    technique: 'after an exec by a thread that is not the leader',
    source: 'execve(2), effect on process attributes',
    program: 'exec_thread',
    args: (at) => [at.program('read'), at.key],
  }),
  ...(['mmap', 'sendfile', 'splice', 'copy'] as const).map((way) =>
    opening({
      id: `take-${way}`,
      technique: `bytes taken by ${way === 'copy' ? 'copy_file_range' : way}, without read(2)`,
      program: 'take',
      args: (at) => [way, at.key, join(at.tmp, 'loot')],
    }),
  ),
  opening({
    id: 'exec-key',
    technique: 'the key given to execve(2) as a script',
    source: 'execve(2), interpreter scripts',
    program: 'exec_key',
    args: (at) => [at.key],
    seen: inKernel('an exec that fails leaves no descriptor behind, and gives the caller no byte'),
  }),
  opening({
    id: 'swapon',
    technique: 'the kernel itself opens the key: swapon(2)',
    source: 'swapon(2)',
    program: 'swapon',
    args: (at) => [at.key],
    seen: inKernel('the kernel opens the file for itself; the caller gets no byte of it'),
  }),
  opening({
    id: 'fanotify',
    technique: 'fanotify(7) hands over a descriptor when somebody else opens the key',
    source: 'fanotify(7)',
    program: 'fanotify',
    args: (at) => [at.key],
    byItself: true,
    also: ['received_descriptor'],
    seen: inKernel('read(2) of the group installs the descriptor; its result is a length'),
  }),
  opening({
    id: 'proc-fd-of-other',
    technique: 'the descriptor of another process again, through /proc/PID/fd',
    source: 'CVE-2019-5736 (runc)',
    program: 'proc_fd',
    args: (at) => [at.key],
    byItself: true,
    evasions: ['o_path_reopen|proc_root'],
  }),
];
