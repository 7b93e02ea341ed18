/**
 * Where each field of `bpf/include/event.h` is. A test holds these tables against the BTF of the
 * compiled object, so that a change on one side alone cannot pass.
 */
export interface Field {
  readonly offset: number;
  readonly size: number;
}

export type Struct<Name extends string> = Readonly<Record<Name, Field>>;

const field = (offset: number, size: number): Field => ({ offset, size });

export const EVENT_VERSION = 3;

export const HEADER_SIZE = 256;
export const RECORD_SIZE = 296;
export const ANCESTOR_SIZE = 32;
export const SECTION_SIZE = 8;

export const HEADER = {
  size: field(0, 4),
  version: field(4, 2),
  type: field(6, 2),
  time: field(8, 8),
  start_time: field(16, 8),
  parent_start_time: field(24, 8),
  cgroup_id: field(32, 8),
  exe_inode: field(40, 8),
  root_inode: field(48, 8),
  capabilities: field(56, 8),
  exe_device: field(64, 4),
  exe_flags: field(68, 4),
  pid: field(72, 4),
  tid: field(76, 4),
  parent_pid: field(80, 4),
  uid: field(84, 4),
  euid: field(88, 4),
  loginuid: field(92, 4),
  mount_namespace: field(96, 4),
  pid_namespace: field(100, 4),
  root_device: field(104, 4),
  used: field(108, 4),
  session: field(112, 4),
  ns_pid: field(116, 4),
  tty: field(120, 16),
  comm: field(136, 16),
  sections: field(152, 104),
} as const;

export const SECTION = {
  offset: field(0, 2),
  length: field(2, 2),
  shared: field(4, 2),
  flags: field(6, 2),
} as const;

/** Offsets from the start of the body, which follows the header. */
export const FILE_BODY = {
  inode: field(0, 8),
  new_inode: field(8, 8),
  device: field(16, 4),
  flags: field(20, 4),
  mode: field(24, 4),
  watch: field(28, 4),
  marks: field(32, 4),
  mount_namespace: field(36, 4),
} as const;

export const PROCESS_BODY = {
  child_start_time: field(0, 8),
  child_pid: field(8, 4),
  exit_code: field(12, 4),
  reserved: field(16, 24),
} as const;

export const CONNECT_BODY = {
  address: field(0, 16),
  port: field(16, 2),
  family: field(18, 2),
  reserved: field(20, 20),
} as const;

export const ANCESTOR = {
  start_time: field(0, 8),
  pid: field(8, 4),
  reserved: field(12, 4),
  comm: field(16, 16),
} as const;

/** `enum kw_event_type` */
export const EVENT_TYPE = {
  FILE_OPEN: 1,
  INODE_RENAME: 2,
  INODE_LINK: 3,
  PROCESS_FORK: 4,
  PROCESS_EXEC: 5,
  PROCESS_EXIT: 6,
  FILE_RECEIVE: 7,
  PTRACE_ACCESS: 8,
  CONNECT: 9,
  CGROUP_MKDIR: 10,
  CGROUP_RMDIR: 11,
  MOUNT: 12,
  DIRECTORY: 13,
  SESSION_CONNECT: 14,
} as const;

/** `enum kw_section_kind` */
export const SECTIONS = {
  PATH: 0,
  PATH_ROOT: 1,
  NEW_PATH: 2,
  NEW_PATH_ROOT: 3,
  TEXT: 4,
  NEW_TEXT: 5,
  EXE: 6,
  CWD: 7,
  ARGV: 8,
  FILENAME: 9,
  ANCESTORS: 10,
  CGROUP: 11,
  PRELOAD: 12,
} as const;

export const SECTION_TRUNCATED = 1;
export const SECTION_UNREACHABLE = 2;
export const SECTION_DELETED = 4;
export const SECTION_DISCONNECTED = 8;
export const EXE_DELETED = 1;
export const FILE_UNCONFIRMED = 1;
export const FILE_IO_URING = 2;
export const FILE_BY_HANDLE = 4;
export const WATCH_CANARY = 16;
export const WATCH_DISK = 32;
/** `header.loginuid` of a process that nobody logged in for. */
export const NO_LOGINUID = 0xffffffff;

/** `enum kw_counter`, by index: the causes by which counters are reported. */
export const COUNTERS = [
  'emitted',
  'ring_full',
  'no_scratch',
  'user_string_fault',
  'compat_call',
  'file_vanished',
  'walk_limit',
  'path_truncated',
] as const;
