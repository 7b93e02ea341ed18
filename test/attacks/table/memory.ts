import { join } from 'node:path';
import { type Attack, EVERYWHERE, OPEN } from '../scenario.ts';
import { diskOf, mountDisk, unmountDisk } from './volumes.ts';

const T1003_007 = 'MITRE T1003.007 Proc Filesystem';

function memory(way: string, technique: string, row: Partial<Attack> = {}): Attack {
  return {
    id: `memory-${way}`,
    technique,
    source: T1003_007,
    program: 'memory',
    args: (at) => [way, at.key],
    events: ['security_ptrace_access_check'],
    credential: /^\/proc\/\d+\/mem$/,
    byItself: true,
    evasions: ['process_memory'],
    seen: EVERYWHERE,
    ...row,
  };
}

/** The bytes without a file of that name: from the disk, or from who has them already. */
export const memoryAttacks: readonly Attack[] = [
  memory('mem', "/proc/PID/mem of the key's reader", {
    // Without a hook in the access check it is an open of a file that stands for the process.
    events: ['security_ptrace_access_check', ...OPEN],
  }),
  memory('attach', "ptrace(2) of the key's reader", { source: 'gcore; ptrace(2) PTRACE_SEIZE' }),
  memory('readv', "process_vm_readv(2) of the key's reader", { source: 'process_vm_readv(2)' }),
  memory('getfd', "pidfd_getfd(2) of the key's reader", {
    source: 'pidfd_getfd(2)',
    events: ['security_file_receive', 'security_ptrace_access_check'],
    credential: /\/ca\.key$|^\/proc\/\d+\/mem$/,
    evasions: ['received_descriptor|process_memory'],
  }),
  {
    id: 'received-descriptor',
    technique: 'the open file received over a socket (SCM_RIGHTS)',
    source: 'unix(7) SCM_RIGHTS',
    program: 'receive',
    args: (at) => [at.key],
    events: ['security_file_receive'],
    byItself: true,
    evasions: ['received_descriptor'],
    seen: EVERYWHERE,
  },
  {
    id: 'raw-disk',
    technique: 'the block device that holds the file system of the keys',
    source: 'CDK mount_device; Atomic Red Team T1611; debugfs(8)',
    program: 'raw_disk',
    prepare: mountDisk,
    args: (at) => [diskOf(at), join(at.tmp, 'disk')],
    leave: unmountDisk,
    events: OPEN,
    credential: 'any',
    evasions: ['raw_block_device'],
    seen: EVERYWHERE,
  },
  {
    id: 'loop-device',
    technique: 'the key as the backing file of a loop device',
    source: 'loop(4)',
    program: 'loop',
    args: (at) => [at.key],
    events: OPEN,
    evasions: [],
    seen: EVERYWHERE,
  },
];
