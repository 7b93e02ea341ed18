import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Attack, EVERYWHERE, OPEN } from '../scenario.ts';

function reader(row: Pick<Attack, 'id' | 'technique' | 'evasions'> & Partial<Attack>): Attack {
  return {
    source: 'MITRE T1036.005 Match Legitimate Name or Location',
    program: 'read',
    args: (at) => [at.key],
    events: OPEN,
    seen: EVERYWHERE,
    ...row,
  };
}

/** Names that the view of such a process may get besides. */
const VIEWS = ['other_mount', 'foreign_mount_namespace', 'chroot'];

/** Who reads is not who it says. */
export const identityAttacks: readonly Attack[] = [
  reader({
    id: 'comm-spoof',
    technique: 'takes the name kube-apiserver by prctl(2)',
    source: 'Tracee TRC-1018 allows by name; prctl(2) PR_SET_NAME',
    program: 'spoof',
    args: (at) => ['kube-apiserver', at.key],
    evasions: ['comm_spoof'],
  }),
  reader({
    id: 'copied-name',
    technique: 'a program of its own, called kubelet',
    source: 'Tracee TRC-1018 allows by the base name of the executable',
    copy: { name: 'kubelet' },
    evasions: ['copied_name'],
    also: ['comm_spoof'],
  }),
  reader({
    id: 'mounted-name',
    technique: 'a program at /usr/local/bin/kubelet in a mount namespace of its own',
    source: 'mount_namespaces(7): a path means what the process has mounted there',
    program: 'mounted_exec',
    lingers: true,
    args: (at) => [at.program('linger'), '/usr/local/bin', 'kubelet', at.key],
    evasions: ['copied_name'],
    also: ['comm_spoof', 'foreign_executable', 'deleted_executable', ...VIEWS],
  }),
  reader({
    id: 'chroot-name',
    technique: 'a program at /usr/bin/kubelet below another root',
    source: 'chroot(2): the working directory stays outside',
    program: 'chroot_exec',
    prepare: (at) => {
      mkdirSync(join(at.tmp, 'usr/bin'), { recursive: true });
      copyFileSync(at.program('linger'), join(at.tmp, 'usr/bin/kubelet'));
    },
    lingers: true,
    args: (at) => [at.tmp, at.pki, '/usr/bin/kubelet', 'ca.key'],
    evasions: ['copied_name'],
    also: ['comm_spoof', 'copied_name', ...VIEWS],
  }),
  reader({
    id: 'memfd',
    technique: 'a program that exists in memory only',
    source: 'MITRE T1620 Reflective Code Loading',
    program: 'memfd',
    args: (at) => [at.program('read'), at.key],
    evasions: ['memfd_executable'],
    also: ['deleted_executable'],
  }),
  reader({
    id: 'deleted-executable',
    technique: 'removes its own executable first',
    source: 'MITRE T1070.004 File Deletion',
    program: 'deleted',
    copy: { name: 'worker' },
    evasions: ['deleted_executable'],
  }),
  reader({
    id: 'ld-preload',
    technique: 'started with LD_PRELOAD',
    source: 'MITRE T1574.006 Dynamic Linker Hijacking',
    program: 'preload',
    args: (at) => [join(at.tmp, 'hook.so'), at.program('read'), at.key],
    evasions: ['ld_preload'],
  }),
  reader({
    id: 'ld-preload-kubelet',
    technique:
      "the node's own kubelet, started with LD_PRELOAD: it may read the key, the library may not",
    source: 'MITRE T1574.006 Dynamic Linker Hijacking',
    program: 'preload',
    lingers: true,
    prepare: (at) => {
      mkdirSync(join(at.root, 'usr/bin'), { recursive: true });
      copyFileSync(at.program('linger'), join(at.root, 'usr/bin/kubelet'));
    },
    args: (at) => [
      ...[join(at.tmp, 'hook.so'), at.program('chroot_exec')],
      ...[at.root, at.pki, '/usr/bin/kubelet', 'ca.key'],
    ],
    evasions: ['ld_preload'],
    also: VIEWS,
  }),
  reader({
    id: 'argv-rewrite',
    technique: 'rewrites its own command line',
    source: 'k3s does it with gspt; exec -a',
    program: 'rewrite',
    args: (at) => [at.key],
    evasions: [],
  }),
  reader({
    id: 'writable-executable',
    technique: 'an executable that everyone can write',
    source: 'MITRE T1574.010 Services File Permissions Weakness',
    copy: { name: 'agent', mode: 0o777 },
    evasions: ['writable_executable'],
  }),
  reader({
    id: 'foreign-executable',
    technique: 'an executable that does not belong to root',
    source: 'MITRE T1574.010 Services File Permissions Weakness',
    copy: { name: 'agent', owner: 1000 },
    evasions: ['foreign_executable'],
  }),
];
