import { linkSync } from 'node:fs';
import { join } from 'node:path';
import { type Attack, EVERYWHERE, inKernel, LINK, OPEN } from '../scenario.ts';

/** The key by another name. */
export const linkAttacks: readonly Attack[] = [
  {
    id: 'link',
    technique: 'a hard link out of the directory',
    source: 'KubeArmor issue 988; Tracee TRC-1018 has no link event',
    program: 'link',
    args: (at) => [at.key, join(at.tmp, 'notes.txt')],
    events: LINK,
    evasions: [],
    seen: EVERYWHERE,
  },
  {
    id: 'link-read',
    technique: 'a hard link, then a read of the alias',
    source: 'KubeArmor issue 988; sysdig issue 289',
    program: 'link',
    args: (at) => [at.key, join(at.tmp, 'notes.txt'), join(at.tmp, 'notes.txt')],
    events: OPEN,
    evasions: ['hard_link'],
    seen: EVERYWHERE,
  },
  {
    id: 'link-before',
    technique: 'a hard link that was made before the collector started',
    source: 'KubeArmor issue 988; sysdig issue 289',
    program: 'read',
    prepare: (at) => {
      linkSync(at.key, join(at.tmp, 'notes.txt'));
    },
    args: (at) => [join(at.tmp, 'notes.txt')],
    events: OPEN,
    evasions: ['hard_link'],
    seen: EVERYWHERE,
  },
  {
    id: 'link-descriptor',
    technique: 'a hard link whose source is a descriptor',
    source: 'linkat(2), AT_SYMLINK_FOLLOW on /proc/self/fd',
    program: 'link_descriptor',
    args: (at) => [at.key, join(at.tmp, 'notes.txt')],
    events: LINK,
    evasions: [],
    also: ['o_path_reopen'],
    seen: EVERYWHERE,
  },
  {
    id: 'link-uring',
    technique: 'a hard link by IORING_OP_LINKAT',
    source: 'ARMO "Curing" rootkit proof of concept, 2025',
    program: 'uring_move',
    args: (at) => ['link', at.key, join(at.tmp, 'notes.txt')],
    events: LINK,
    evasions: ['io_uring'],
    seen: inKernel(
      'the completion of the request tells no names; the file is known by its identity under the new one',
    ),
  },
  {
    id: 'symlink',
    technique: 'a symbolic link to the key',
    source: 'falco issue 2916; CVE-2017-1002101 (subPath)',
    program: 'symlinks',
    args: (at) => [at.key, join(at.tmp, 'a'), join(at.tmp, 'a')],
    events: OPEN,
    evasions: ['symlink'],
    seen: EVERYWHERE,
  },
  {
    id: 'symlink-chain',
    technique: 'a chain of three symbolic links',
    source: 'falco issue 2916',
    program: 'symlinks',
    args: (at) => [
      ...[at.key, join(at.tmp, 'a')],
      ...['a', join(at.tmp, 'b')],
      ...[join(at.tmp, 'b'), join(at.tmp, 'c')],
      join(at.tmp, 'c'),
    ],
    events: OPEN,
    evasions: ['symlink'],
    seen: EVERYWHERE,
  },
  {
    id: 'symlink-parent',
    technique: 'a symbolic link to a directory above the key',
    source: 'kube-pod-escape; AVD KHV047 (symbolic link in /var/log)',
    program: 'symlinks',
    args: (at) => [
      ...[join(at.root, 'etc'), join(at.tmp, 'logs')],
      join(at.tmp, 'logs/kubernetes/pki', at.id, 'ca.key'),
    ],
    events: OPEN,
    evasions: ['symlink'],
    seen: EVERYWHERE,
  },
];
