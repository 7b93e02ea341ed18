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
  FileOpenEvent,
  ProcessExecEvent,
  ProcessExitEvent,
  ProcessForkEvent,
} from '@keywarden/sensor';
import type { MoveEvent, Resolution } from '../watch/resolver.js';

export type FileEvent = FileOpenEvent | MoveEvent;
export type LifecycleEvent = ProcessForkEvent | ProcessExecEvent | ProcessExitEvent;

/** What every event of a run shares. */
export interface EventFrame extends EventIdentity {
  readonly unixNanos: bigint;
  readonly backend: KernelEvent['backend'];
}

const ARCHITECTURE = process.arch === 'arm64' ? 'arm64' : 'x64';

/** The wire event of an open, rename or link of a credential. */
export function credentialEvent(
  frame: EventFrame,
  event: FileEvent,
  process: ProcessFacts,
  resolution: Resolution,
): CredentialEvent {
  const file = fileFacts(resolution);
  if (event.name === 'security_file_open') {
    return {
      ...envelope(frame),
      name: event.name,
      process,
      data: {
        pathname: event.pathname,
        flags: openFlagsToString(event.flags, ARCHITECTURE),
        flags_number: event.flags,
        root_path: event.rootPath,
        ...file,
      },
    };
  }
  const paths = {
    old_path: event.oldPath,
    new_path: event.newPath,
    root_path: event.oldRootPath,
    ...file,
  };
  return event.name === 'security_inode_rename'
    ? {
        ...envelope(frame),
        name: event.name,
        process,
        data: { ...paths, rename_flags: renameFlagsToString(event.renameFlags) },
      }
    : { ...envelope(frame), name: event.name, process, data: paths };
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
