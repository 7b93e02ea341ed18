import {
  type CredentialEvent,
  type EventIdentity,
  formatUnixNanos,
  type KernelEvent,
  KERNEL_EVENT_SCHEMA,
  openFlagsToString,
  type ProcessEvent,
  type ProcessFacts,
  renameFlagsToString,
  type SensorStatusData,
  toStartTime,
  toWideInteger,
} from '@keywarden/contracts';
import type {
  CgroupEvent,
  ConnectEvent,
  FileOpenEvent,
  ProcessExecEvent,
  ProcessExitEvent,
  ProcessForkEvent,
  PtraceAccessEvent,
} from '@keywarden/sensor';
import type { SeenContainer } from '../process/container-watch.js';
import type { MoveEvent, Resolution } from '../watch/resolver.js';

export type FileEvent = FileOpenEvent | MoveEvent | PtraceAccessEvent;
export type LifecycleEvent = ProcessForkEvent | ProcessExecEvent | ProcessExitEvent;

/** What every event of a run shares. */
export interface EventFrame extends EventIdentity {
  readonly unixNanos: bigint;
  readonly backend: KernelEvent['backend'];
}

const ARCHITECTURE = process.arch === 'arm64' ? 'arm64' : 'x64';

/** The wire event of a credential that was opened, received, moved, linked or read out of memory. */
export function credentialEvent(
  frame: EventFrame,
  event: FileEvent,
  process: ProcessFacts,
  resolution: Resolution,
): CredentialEvent {
  const base = { ...envelope(frame), process };
  const file = fileFacts(resolution);
  switch (event.name) {
    case 'security_file_open':
    case 'security_file_receive':
      return { ...base, name: event.name, data: { ...openFacts(event), ...file } };
    case 'security_ptrace_access_check': {
      const { pid, startTimeNs } = event.target;
      const target = { pid, start_time: toStartTime(startTimeNs) };
      return { ...base, name: event.name, data: { target, mode: 'attach', ...file } };
    }
    case 'security_inode_rename': {
      const rename_flags = renameFlagsToString(event.renameFlags);
      return { ...base, name: event.name, data: { ...moveFacts(event), rename_flags, ...file } };
    }
    case 'security_inode_link':
      return { ...base, name: event.name, data: { ...moveFacts(event), ...file } };
  }
}

function openFacts(event: FileOpenEvent) {
  return {
    pathname: event.pathname,
    flags: openFlagsToString(event.flags, ARCHITECTURE),
    flags_number: event.flags,
    root_path: event.rootPath,
    ...(event.text === undefined ? {} : { given_path: event.text }),
    ...(event.pathState === undefined ? {} : { path_state: event.pathState }),
    ...(event.truncated ? { truncated: true } : {}),
  };
}

function moveFacts(event: MoveEvent) {
  return { old_path: event.oldPath, new_path: event.newPath, root_path: event.oldRootPath };
}

/** The wire event of a connection to the API server, or of a session that took a credential. */
export function connectionEvent(
  frame: EventFrame,
  { name, address, port }: ConnectEvent,
  process: ProcessFacts,
): KernelEvent {
  return { ...envelope(frame), name, process, data: { address, port } };
}

/** The wire event of a container that begins or ends; `process` is its runtime. */
export function containerEvent(
  frame: EventFrame,
  event: CgroupEvent,
  process: ProcessFacts,
  { container, pod }: SeenContainer,
): KernelEvent {
  return {
    ...envelope(frame),
    name: event.name === 'cgroup_mkdir' ? 'container_create' : 'container_remove',
    process,
    data: {
      cgroup_path: event.cgroupPath,
      container,
      ...(pod === undefined ? {} : { pod }),
    },
  };
}

/** The wire event of a fork, exec or exit. */
export function lifecycleEvent(
  frame: EventFrame,
  event: LifecycleEvent,
  process: ProcessFacts,
): ProcessEvent {
  const base = { ...envelope(frame), process };
  switch (event.name) {
    case 'sched_process_fork': {
      const { pid, startTimeNs } = event.child;
      const child = { pid, start_time: toStartTime(startTimeNs) };
      return { ...base, name: event.name, data: { child } };
    }
    case 'sched_process_exec':
      return { ...base, name: event.name, data: { pathname: event.filename } };
    case 'sched_process_exit':
      return { ...base, name: event.name, data: { exit_code: event.exitCode } };
  }
}

/** A process that was found in /proc, in the form of the exec that nobody saw. */
export function snapshotEvent(frame: EventFrame, process: ProcessFacts): ProcessEvent {
  return {
    ...envelope(frame),
    name: 'sched_process_exec',
    process,
    data: { pathname: process.exe?.path ?? '', snapshot: true },
  };
}

/** The heartbeat. */
export function statusEvent(frame: EventFrame, data: SensorStatusData): KernelEvent {
  return { ...envelope(frame), name: 'sensor_status', data };
}

function envelope({ node, boot_id, seq, unixNanos, backend }: EventFrame) {
  return {
    schema: KERNEL_EVENT_SCHEMA,
    node,
    boot_id,
    seq,
    time: formatUnixNanos(unixNanos),
    backend,
  } as const;
}

function fileFacts({ credential, reachedBy, identity }: Resolution) {
  return {
    ...(identity === undefined
      ? {}
      : { device: toWideInteger(identity.device), inode: toWideInteger(identity.inode) }),
    credential,
    ...(reachedBy.length === 0 ? {} : { reached_by: reachedBy }),
  };
}
