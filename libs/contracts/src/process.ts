import { z } from 'zod';

/** A 64-bit number: a JSON number while it is exact, a decimal string above 2^53 - 1. */
export const wideInteger = z.union([z.int().nonnegative(), z.string().regex(/^\d{1,20}$/)]);
export type WideInteger = z.infer<typeof wideInteger>;

/** The shortest exact form of a 64-bit number. */
export function toWideInteger(value: bigint): WideInteger {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString();
}

/**
 * Nanoseconds since boot, cut to a whole clock tick (10 ms) as /proc/PID/stat field 22 shows it, so
 * that a process seen by the kernel program and one read from /proc have the same identity. Being a
 * multiple of 10^7 it stays exact in a double for 36 years of uptime.
 */
export const startTime = z.number().nonnegative();

export const executable = z.object({
  path: z.string(),
  device: wideInteger.optional(),
  inode: wideInteger.optional(),
  /** The file has been unlinked while it runs. */
  deleted: z.boolean().optional(),
  memfd: z.boolean().optional(),
  /**
   * Whether the node itself has this very file at `path`. False for a path that only the process's
   * own root or mounts make true, as in a container.
   */
  on_node: z.boolean().optional(),
  /** Permission bits and owner as the collector's stat(2) saw them; absent when it could not. */
  mode: z.int().nonnegative().optional(),
  owner_uid: z.int().nonnegative().optional(),
  /** The package of the node's package database that owns the file; absent when none does. */
  package: z.string().optional(),
});

export const ancestor = z.object({
  pid: z.int().nonnegative(),
  start_time: startTime,
  comm: z.string(),
});

export const container = z.object({
  id: z.string(),
  /** In its pod; absent for the pause container of a pod. */
  name: z.string().optional(),
  /** As the pod names it, else as the runtime does. */
  image: z.string().optional(),
  /** `sha256:…` of what runs, as the runtime resolved the image. */
  image_digest: z.string().optional(),
  /** Runs privileged, as the runtime says; absent when it does not. */
  privileged: z.boolean().optional(),
  /** Directories and files of the node that are mounted into it, but for those of its own pod. */
  host_mounts: z.array(z.string()).optional(),
  /** RFC 3339, as the runtime says. */
  created_at: z.string().optional(),
  /**
   * Why there is no name: `pending` (the runtime is being asked), `unknown` (it does not know that id:
   * another runtime's), `unavailable` (it does not answer), `no_socket` (the node has none),
   * `disabled`, `contradicted` (it has that id in another pod than the cgroup says).
   */
  unresolved: z.string().optional(),
});

export const pod = z.object({
  namespace: z.string().optional(),
  name: z.string().optional(),
  uid: z.string().optional(),
  /** As the pod's token claims; absent for a pod that mounts none, because no runtime knows it. */
  service_account: z.string().optional(),
  /** Made from a file of the node, not through the API. */
  static: z.boolean().optional(),
  labels: z.record(z.string(), z.string()).optional(),
});

/** Facts about a process at the time of an event. All but its identity may be absent. */
export const processFacts = z.object({
  pid: z.int().nonnegative(),
  tid: z.int().nonnegative(),
  start_time: startTime,
  /** At most 15 bytes, chosen by the process itself: never proof of anything. */
  comm: z.string(),
  exe: executable.optional(),
  argv: z.array(z.string()).optional(),
  cwd: z.string().optional(),
  uid: z.int().nonnegative().optional(),
  euid: z.int().nonnegative().optional(),
  loginuid: z.int().nonnegative().optional(),
  /** The name that the node's passwd file gives to `loginuid`. */
  login_user: z.string().optional(),
  /** Pid of the leader of its session, in the node's numbering. */
  session: z.int().nonnegative().optional(),
  /** Its pid in its own pid namespace; 1 is the first process of a container. */
  ns_pid: z.int().nonnegative().optional(),
  /**
   * The systemd unit that its cgroup belongs to, e.g. `kubelet.service` or `session-3.scope`: the outermost
   * one, because what lies below a unit is named by the unit's own processes. Absent in containers.
   */
  systemd_unit: z.string().optional(),
  tty: z.string().optional(),
  /** Effective capabilities as 16 hex digits, like CapEff of /proc/PID/status. */
  capabilities: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  /** Inode numbers in nsfs, as `readlink /proc/PID/ns/mnt` shows them. */
  namespaces: z.object({ mount: z.int().nonnegative(), pid: z.int().nonnegative() }).optional(),
  /** `LD_PRELOAD=…` or `LD_AUDIT=…`, as it was in the environment at exec. */
  preload: z.string().optional(),
  parent: z.object({ pid: z.int().nonnegative(), start_time: startTime }).optional(),
  /** Nearest first, at most 16, as the kernel saw them at the event. */
  ancestors: z.array(ancestor).max(16).optional(),
  container: container.optional(),
  pod: pod.optional(),
});

export type ProcessFacts = z.infer<typeof processFacts>;
export type Executable = z.infer<typeof executable>;
export type Ancestor = z.infer<typeof ancestor>;
