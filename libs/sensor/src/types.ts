/**
 * How events are captured. `fentry` and `kprobe` see what the kernel's own functions see; `syscall`
 * is for kernels that allow neither.
 */
export type BackendName = 'fentry' | 'kprobe' | 'syscall';

/** All of them, the cheapest for the rest of the system first. */
export const BACKENDS: readonly BackendName[] = ['fentry', 'kprobe', 'syscall'];

/** One process for ever: a pid comes back, a pid with its start time does not. */
export interface ProcessKey {
  readonly pid: number;
  /** Nanoseconds since boot (CLOCK_BOOTTIME), of the thread group's leader. */
  readonly startTimeNs: bigint;
}

export interface Ancestor extends ProcessKey {
  readonly comm: string;
}

export interface Executable {
  /** In the encoding of `stat(2)`; 0 when there is no executable (kernel thread, exited). */
  readonly device: number;
  readonly inode: bigint;
  /** No name is left for it in its file system. */
  readonly deleted: boolean;
  /** In the process's own mount view; absent on fork and exit events. */
  readonly path?: string;
}

/** How a path stands to the directory tree of the process that used it. */
export type PathState =
  /** The name was removed while the file was reached. */
  | 'deleted'
  /** The file lies outside the root directory of the process. */
  | 'unreachable'
  /** No directory holds it: a memfd, or a file opened by handle whose parents are not in memory. */
  | 'disconnected';

/** Facts of the acting process, as the kernel saw them at the event. */
export interface SensorProcess extends ProcessKey {
  readonly tid: number;
  readonly comm: string;
  readonly uid: number;
  readonly euid: number;
  /** cgroup v2 id (the inode of its directory below /sys/fs/cgroup). */
  readonly cgroupId: bigint;
  readonly exe: Executable;
  readonly parent: ProcessKey;
  /** Effective capabilities, one bit each (include/uapi/linux/capability.h). */
  readonly capabilities: bigint;
  /** Who logged in; absent when nobody did, or when the kernel has no audit. */
  readonly loginuid?: number;
  /** Controlling terminal as the kernel names it, e.g. `pts0`. */
  readonly tty?: string;
  /** Pid of the leader of its session, as the initial pid namespace counts; 0 for the kernel's own. */
  readonly session: number;
  /** Its pid in its innermost pid namespace. */
  readonly nsPid: number;
  /** Inode numbers in nsfs, as `readlink /proc/PID/ns/mnt` shows them. */
  readonly mountNamespace: number;
  readonly pidNamespace: number;
  /** The root directory, which chroot(2) changes. `st_dev` encoding. */
  readonly root: { readonly device: number; readonly inode: bigint };
  /** Path of the cgroup below its hierarchy; on file, access, connect and exec events. */
  readonly cgroup?: string;
  /** Nearest first, up to 16; empty on process lifecycle events. */
  readonly ancestors: readonly Ancestor[];
  /** Working directory in the process's mount view; on file and exec events. */
  readonly cwd?: string;
}

interface EventBase {
  /** CLOCK_BOOTTIME. */
  readonly timeNs: bigint;
  /** The watched object was a canary of the sensor's owner. */
  readonly canary?: true;
  readonly process: SensorProcess;
}

interface FileFacts {
  /** `st_dev` encoding; 0 when the kernel could not identify the object. */
  readonly device: number;
  readonly inode: bigint;
  /** `st_mode` of the object, 0 when unknown. */
  readonly mode: number;
  /** A path was cut at 4,096 bytes; what is kept is the end. */
  readonly truncated: boolean;
  /** Inode in nsfs of the mount namespace through which the file was reached; 0 when unknown. */
  readonly mountNamespace: number;
  /** By io_uring, which no filter on system calls sees. */
  readonly viaIoUring: boolean;
}

/** A file that was opened, or whose descriptor came from another process. */
export interface FileOpenEvent extends EventBase, FileFacts {
  readonly name: 'security_file_open' | 'security_file_receive';
  /** The path as the caller wrote it, before any link is followed; absent where none is known. */
  readonly text?: string;
  /** By file handle, without a path. */
  readonly byHandle: boolean;
  /** Absent for a plain path. */
  readonly pathState?: PathState;
  /** For a block device that holds watched files: its own number, in `st_rdev` encoding. */
  readonly disk?: number;
  /** True when the walk to a watched directory did not reach the top: the reader has to decide. */
  readonly unconfirmed: boolean;
  /** In the opener's mount view, from its root directory. */
  readonly pathname: string;
  /** From the root of the file system that holds the file. */
  readonly rootPath: string;
  /** open(2) flags. */
  readonly flags: number;
}

interface MoveFacts extends EventBase, FileFacts {
  readonly oldPath: string;
  readonly newPath: string;
  /** File-system-rooted views; equal to the plain ones where only texts are known. */
  readonly oldRootPath: string;
  readonly newRootPath: string;
  /** What stood at the other end: replaced by the rename, or exchanged with; 0n for nothing. */
  readonly otherInode: bigint;
  /** True when names matched but the object was not identified: the reader has to confirm it. */
  readonly unconfirmed: boolean;
}

export interface InodeRenameEvent extends MoveFacts {
  readonly name: 'security_inode_rename';
  /** renameat2(2) flags. */
  readonly renameFlags: number;
}

export interface InodeLinkEvent extends MoveFacts {
  readonly name: 'security_inode_link';
}

export interface ProcessForkEvent extends EventBase {
  readonly name: 'sched_process_fork';
  readonly child: ProcessKey;
}

export interface ProcessExecEvent extends EventBase {
  readonly name: 'sched_process_exec';
  /** The path given to execve(2), as it was given. */
  readonly filename: string;
  /** At most 4,096 bytes of it. */
  readonly argv: readonly string[];
  readonly argvTruncated: boolean;
  /** `LD_PRELOAD=…` or `LD_AUDIT=…` of its environment. */
  readonly preload?: string;
}

export interface ProcessExitEvent extends EventBase {
  readonly name: 'sched_process_exit';
  /** Exit status, or 128 + the signal that ended the process, as a shell counts. */
  readonly exitCode: number;
  /** The signal that ended it, or 0. */
  readonly signal: number;
}

/** The memory or the descriptors of a process that holds a credential were opened. */
export interface PtraceAccessEvent extends EventBase {
  readonly name: 'security_ptrace_access_check';
  readonly target: ProcessKey;
}

/**
 * A connection was begun. `k8s_api_connection`: to one of the watched addresses.
 * `security_socket_connect`: to another machine, by a process in whose session something watched was
 * touched within ten minutes; once a minute for each session and destination.
 */
export interface ConnectEvent extends EventBase {
  readonly name: 'k8s_api_connection' | 'security_socket_connect';
  /** IPv4 in dotted form, IPv6 in its shortest. */
  readonly address: string;
  readonly port: number;
}

export interface CgroupEvent extends EventBase {
  readonly name: 'cgroup_mkdir' | 'cgroup_rmdir';
  /** Path below the hierarchy; a v1 kernel tells it for each hierarchy. */
  readonly cgroupPath: string;
}

/** An entry of a watched directory was made or removed, or a watched file lost a name. */
export interface DirectoryEvent extends EventBase {
  readonly name: 'directory_change';
}

export type SensorEvent =
  | FileOpenEvent
  | InodeRenameEvent
  | InodeLinkEvent
  | ProcessForkEvent
  | ProcessExecEvent
  | ProcessExitEvent
  | PtraceAccessEvent
  | ConnectEvent
  | CgroupEvent
  | DirectoryEvent;

/** Where a connection goes. */
export interface WatchedAddress {
  /** IPv4 or IPv6, in any text form. */
  readonly address: string;
  readonly port: number;
}

export interface WatchTarget {
  /** `st_dev`. */
  readonly device: number | bigint;
  readonly inode: bigint;
  /**
   * `directory`: everything below it, in its file system. `filesystem`: the whole device.
   * `disk`: the block device with the number `device`, opened as a whole.
   */
  readonly kind: 'file' | 'directory' | 'filesystem' | 'disk';
  /** The owner's proof that the sensor is alive: reported also when it acts itself, `ignoreSelf` or not. */
  readonly canary?: true;
  /** Where this process sees it; its name and the directories above it take part in matching renames. */
  readonly path: string;
}

/** Counts since the sensor started; captured events = emitted + lost. */
export interface SensorCounters {
  /** Records that the kernel put into the ring. */
  readonly emitted: number;
  /** Events given to `onEvents`. */
  readonly received: number;
  /** By cause: events that did not arrive. */
  readonly lost: Readonly<Record<string, number>>;
  /** By cause: conditions that narrowed what was seen without losing an event. */
  readonly noted: Readonly<Record<string, number>>;
  /** The same by name; a loss that cannot be told by name is in the sums alone. */
  readonly byName?: Readonly<Partial<Record<SensorEvent['name'], CountsByName>>>;
}

export interface CountsByName {
  readonly emitted: number;
  readonly lost: Readonly<Record<string, number>>;
}

export interface ProgramStats {
  readonly name: string;
  /** Both 0 unless kernel.bpf_stats_enabled is 1. */
  readonly runs: number;
  readonly nanosecondsPerRun: number;
}

export interface BackendProbe {
  readonly usable: boolean;
  /** Why not, for a person, in one line; empty when usable. */
  readonly reason: string;
  /** The last lines of libbpf and of the verifier, where those had something to say. */
  readonly detail: string;
  /** errno name of the refusal, for example EPERM; empty when usable. */
  readonly code: string;
}

export interface ProbeReport {
  readonly kernelRelease: string;
  readonly btf: boolean;
  /** Capabilities that loading needs and this process lacks. */
  readonly missingCapabilities: readonly string[];
  readonly backends: Readonly<Record<BackendName, BackendProbe>>;
}

export interface SensorOptions {
  /** Default `auto`: the first usable in the order that is best for this kernel (`backendOrder`). */
  readonly backend?: BackendName | 'auto';
  /** A power of two of at least one page. Default 4 MiB. */
  readonly ringBytes?: number;
  /** Whole batches, in kernel order per CPU. While it runs, records wait in the ring. */
  onEvents(events: SensorEvent[]): void;
  /** Records that could not be decoded (also counted), and errors that `onEvents` threw. */
  readonly onError?: (error: Error) => void;
  /** Do not report opens, renames and links of this process. Default true. */
  readonly ignoreSelf?: boolean;
  /** A mountinfo file whose mount namespace is followed, e.g. `/proc/1/mountinfo`. */
  readonly mountInfo?: string;
  /** The mounts of that namespace have changed. Not an event: nothing is counted. */
  readonly onMountsChanged?: () => void;
}

export interface Sensor {
  readonly backend: BackendName;
  readonly probe: ProbeReport;
  /** Adds to the watched set; an object watched twice has to be unwatched twice. */
  watch(targets: readonly WatchTarget[]): void;
  unwatch(targets: readonly WatchTarget[]): void;
  /** Watched files that are not at their paths any more: a rename that comes later did not take them. */
  miss(targets: readonly WatchTarget[]): void;
  /** Connections to these addresses are told from now on; the others are not any more. */
  watchAddresses(addresses: readonly WatchedAddress[]): void;
  /** Processes that held credentials before the sensor was there. */
  addHolders(processes: readonly ProcessKey[]): void;
  counters(): SensorCounters;
  programStats(): ProgramStats[];
  /**
   * Looks whether programs, links and maps are still the ones that were loaded, and whether the watched
   * set in the kernel is the one that was written. One line for each thing that is not; empty when
   * all is well.
   */
  selfCheck(): string[];
  /** Detaches, delivers what is left in the ring, and resolves. May be called again. */
  close(): Promise<void>;
}
