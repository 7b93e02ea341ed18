import type { EventOf, KernelEvent, ProcessFacts } from '@keywarden/contracts';

/** An event with some fields replaced; `process` and `data` are merged one level deep. */
export type EventOverrides<Event extends KernelEvent> = Partial<
  Omit<Event, 'process' | 'data' | 'name' | 'schema'>
> & {
  process?: Partial<ProcessFacts>;
  data?: Partial<Event['data']>;
};

/** `cat` started by `bash`, both of a login at a terminal. */
export function aProcess(overrides: Partial<ProcessFacts> = {}): ProcessFacts {
  return {
    pid: 4_242,
    tid: 4_242,
    start_time: 120_000_000_000,
    comm: 'cat',
    exe: {
      path: '/usr/bin/cat',
      device: 2_049,
      inode: 1_234,
      deleted: false,
      memfd: false,
      mode: 0o755,
      owner_uid: 0,
    },
    argv: ['cat', '/etc/kubernetes/pki/ca.key'],
    cwd: '/root',
    uid: 0,
    euid: 0,
    parent: { pid: 4_200, start_time: 110_000_000_000 },
    ancestors: [{ pid: 4_200, start_time: 110_000_000_000, comm: 'bash' }],
    ...overrides,
  };
}

const ENVELOPE = {
  schema: 'keywarden.event/1',
  node: 'node-1',
  boot_id: '0b7c5a0e-6c3f-4d57-9a55-1f1f2d0f3a01',
  seq: 1,
  time: '2026-11-24T04:00:00.123456789Z',
  backend: 'syscall',
} as const;

const CA_KEY = {
  kind: 'cluster-ca',
  distribution: 'kubeadm',
  canonical_path: '/etc/kubernetes/pki/ca.key',
  content: 'private-key',
} as const;

/** `cat` opened the cluster's CA key for reading. */
export function anOpenEvent(
  overrides: EventOverrides<EventOf<'security_file_open'>> = {},
): EventOf<'security_file_open'> {
  const { process, data, ...envelope } = overrides;
  return {
    ...ENVELOPE,
    ...envelope,
    name: 'security_file_open',
    process: aProcess(process),
    data: {
      pathname: '/etc/kubernetes/pki/ca.key',
      flags: 'O_RDONLY|O_CLOEXEC',
      flags_number: 0o2000000,
      root_path: '/etc/kubernetes/pki/ca.key',
      device: 2_049,
      inode: 5_678,
      credential: CA_KEY,
      ...data,
    },
  };
}

/** `mv` moved the cluster's CA key away. */
export function aRenameEvent(
  overrides: EventOverrides<EventOf<'security_inode_rename'>> = {},
): EventOf<'security_inode_rename'> {
  const { process, data, ...envelope } = overrides;
  return {
    ...ENVELOPE,
    ...envelope,
    name: 'security_inode_rename',
    process: aProcess({
      comm: 'mv',
      argv: ['mv', '/etc/kubernetes/pki/ca.key', '/tmp/x'],
      ...process,
    }),
    data: {
      old_path: '/etc/kubernetes/pki/ca.key',
      new_path: '/tmp/x',
      rename_flags: '',
      device: 2_049,
      inode: 5_678,
      credential: CA_KEY,
      ...data,
    },
  };
}

/** `bash` forked the process that becomes `cat`. */
export function aForkEvent(
  overrides: EventOverrides<EventOf<'sched_process_fork'>> = {},
): EventOf<'sched_process_fork'> {
  const { process, data, ...envelope } = overrides;
  return {
    ...ENVELOPE,
    ...envelope,
    name: 'sched_process_fork',
    process: aProcess({
      pid: 4_200,
      tid: 4_200,
      start_time: 110_000_000_000,
      comm: 'bash',
      exe: { path: '/usr/bin/bash', device: 2_049, inode: 1_111 },
      argv: ['-bash'],
      parent: { pid: 1, start_time: 0 },
      ancestors: [{ pid: 1, start_time: 0, comm: 'systemd' }],
      ...process,
    }),
    data: { child: { pid: 4_242, start_time: 120_000_000_000 }, ...data },
  };
}

/** The forked process executed `cat`. */
export function anExecEvent(
  overrides: EventOverrides<EventOf<'sched_process_exec'>> = {},
): EventOf<'sched_process_exec'> {
  const { process, data, ...envelope } = overrides;
  return {
    ...ENVELOPE,
    ...envelope,
    name: 'sched_process_exec',
    process: aProcess(process),
    data: { pathname: '/usr/bin/cat', ...data },
  };
}

/** `cat` exited. */
export function anExitEvent(
  overrides: EventOverrides<EventOf<'sched_process_exit'>> = {},
): EventOf<'sched_process_exit'> {
  const { process, data, ...envelope } = overrides;
  return {
    ...ENVELOPE,
    ...envelope,
    name: 'sched_process_exit',
    process: aProcess(process),
    data: { exit_code: 0, ...data },
  };
}
