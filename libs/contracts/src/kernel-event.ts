import { z } from 'zod';
import { credential } from './credential.js';
import { container, pod, processFacts, startTime, wideInteger } from './process.js';
import { sensorStatusData } from './sensor-status.js';
import { serviceStatusData } from './service-status.js';

export const KERNEL_EVENT_SCHEMA = 'keywarden.event/1';

const envelope = {
  schema: z.literal(KERNEL_EVENT_SCHEMA),
  node: z.string().min(1).max(253),
  boot_id: z.string().min(1).max(64),
  seq: z.int().nonnegative(),
  /** RFC 3339 in UTC with nanoseconds, from the kernel's clock at the event. */
  time: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/),
  backend: z.enum(['fentry', 'kprobe', 'syscall', 'procfs', 'none']),
};

const file = {
  device: wideInteger.optional(),
  inode: wideInteger.optional(),
  credential: credential.optional(),
  /** How the file was reached other than by its own name, e.g. `hard_link`, `other_mount`. */
  reached_by: z.array(z.string()).optional(),
};

export const fileOpenData = z.object({
  /** The path in the opener's mount view. Bytes that are not UTF-8 appear as `\xHH`. */
  pathname: z.string(),
  flags: z.string(),
  flags_number: z.int(),
  /** The path from the root of the file system that holds the file. */
  root_path: z.string().optional(),
  /** The path as the caller wrote it, before any link was followed. */
  given_path: z.string().optional(),
  /**
   * Absent for a plain path. `deleted`: the name was removed meanwhile; `unreachable`: outside the
   * root directory of the process; `disconnected`: in no directory (a memfd, an open by handle).
   */
  path_state: z.enum(['deleted', 'unreachable', 'disconnected']).optional(),
  /** True when `pathname` is cut at 4,096 bytes; what is kept is the end. */
  truncated: z.boolean().optional(),
  ...file,
});

/** The memory or the descriptors of a process that holds credentials were opened. */
export const ptraceData = z.object({
  target: z.object({
    pid: z.int().nonnegative(),
    start_time: startTime,
    comm: z.string().optional(),
  }),
  mode: z.literal('attach'),
  ...file,
});

/**
 * `security_socket_connect` is reported of sessions in which a watched credential was taken, once per
 * destination; a connection to an API server is a `k8s_api_connection` instead.
 */
export const connectionData = z.object({ address: z.string(), port: z.int().min(0).max(65_535) });

/** `process` is the runtime's; the container is in `container` and `pod` of the data. */
export const containerData = z.object({
  cgroup_path: z.string(),
  container,
  pod: pod.optional(),
});

export const renameData = z.object({
  old_path: z.string(),
  new_path: z.string(),
  rename_flags: z.string(),
  root_path: z.string().optional(),
  ...file,
});

export const linkData = z.object({
  old_path: z.string(),
  new_path: z.string(),
  root_path: z.string().optional(),
  ...file,
});

export const forkData = z.object({
  child: z.object({ pid: z.int().nonnegative(), start_time: startTime }),
});

export const execData = z.object({
  pathname: z.string(),
  /** True when the process was found in /proc at start, not seen executing. */
  snapshot: z.boolean().optional(),
});

export const exitData = z.object({ exit_code: z.int() });

/**
 * One observed event of one node. `process` is who acted: the parent of a fork, the process that
 * opened, renamed, linked, executed or exited. Unknown fields are ignored.
 */
export const kernelEvent = z.discriminatedUnion('name', [
  z.object({
    ...envelope,
    name: z.literal('security_file_open'),
    process: processFacts,
    data: fileOpenData,
  }),
  z.object({
    ...envelope,
    name: z.literal('security_inode_rename'),
    process: processFacts,
    data: renameData,
  }),
  z.object({
    ...envelope,
    name: z.literal('security_inode_link'),
    process: processFacts,
    data: linkData,
  }),
  z.object({
    ...envelope,
    name: z.literal('sched_process_fork'),
    process: processFacts,
    data: forkData,
  }),
  z.object({
    ...envelope,
    name: z.literal('sched_process_exec'),
    process: processFacts,
    data: execData,
  }),
  z.object({
    ...envelope,
    name: z.literal('sched_process_exit'),
    process: processFacts,
    data: exitData,
  }),
  z.object({
    ...envelope,
    name: z.literal('security_file_receive'),
    process: processFacts,
    data: fileOpenData,
  }),
  z.object({
    ...envelope,
    name: z.literal('security_ptrace_access_check'),
    process: processFacts,
    data: ptraceData,
  }),
  z.object({
    ...envelope,
    name: z.literal('k8s_api_connection'),
    process: processFacts,
    data: connectionData,
  }),
  z.object({
    ...envelope,
    name: z.literal('security_socket_connect'),
    process: processFacts,
    data: connectionData,
  }),
  z.object({
    ...envelope,
    name: z.literal('container_create'),
    process: processFacts,
    data: containerData,
  }),
  z.object({
    ...envelope,
    name: z.literal('container_remove'),
    process: processFacts,
    data: containerData,
  }),
  z.object({ ...envelope, name: z.literal('sensor_status'), data: sensorStatusData }),
  z.object({ ...envelope, name: z.literal('service_status'), data: serviceStatusData }),
]);

export type KernelEvent = z.infer<typeof kernelEvent>;
export type KernelEventName = KernelEvent['name'];
export type EventOf<Name extends KernelEventName> = Extract<KernelEvent, { name: Name }>;
/** The events that TRC-1018 judges. */
export type CredentialEvent = EventOf<
  | 'security_file_open'
  | 'security_file_receive'
  | 'security_inode_rename'
  | 'security_inode_link'
  | 'security_ptrace_access_check'
>;
/** What happens around a theft; correlated, not judged. */
export type RelatedEvent = EventOf<
  'k8s_api_connection' | 'security_socket_connect' | 'container_create' | 'container_remove'
>;
export type ProcessEvent = EventOf<
  'sched_process_fork' | 'sched_process_exec' | 'sched_process_exit'
>;
