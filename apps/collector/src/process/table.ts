import { type Executable, type ProcessFacts, toStartTime } from '@keywarden/contracts';
import type { ProcessExecEvent, ProcessForkEvent, SensorProcess } from '@keywarden/sensor';
import { type CgroupFacts, parseCgroupPath } from './cgroup.js';
import type { Executables } from './executables.js';
import type { ProcExtras, ProcReader } from './proc-reader.js';
import type { LoginUsers } from './login-users.js';
import { boundArguments } from './redact.js';

/** Says container and pod of a cgroup; the answer may differ from one event to the next. */
export interface PlaceNames {
  describe(cgroup: CgroupFacts): Pick<ProcessFacts, 'container' | 'pod'>;
}

/** What is remembered of a living process. */
interface Remembered {
  readonly startTime: number;
  readonly exe?: Executable | undefined;
  readonly argv?: readonly string[] | undefined;
  readonly cwd?: string | undefined;
  readonly extras?: ProcExtras | undefined;
  readonly preload?: string | undefined;
}

export interface ProcessTableParts {
  readonly proc: ProcReader;
  readonly executables: Executables;
  /** Processes that are remembered at once. */
  readonly limit: number;
  readonly places: PlaceNames;
  readonly users: Pick<LoginUsers, 'nameOf'>;
}

/** A process found in /proc at start. */
export interface SnapshotProcess {
  readonly facts: ProcessFacts;
  readonly startTimeNs: bigint;
}

/**
 * Facts of the living processes, so that an event of a process that ends before it is read still has
 * them. Bounded: beyond `limit` the longest unchanged process is forgotten and read from /proc again
 * when it matters.
 */
export class ProcessTable {
  readonly #processes = new Map<number, Remembered>();

  constructor(private readonly parts: ProcessTableParts) {}

  get size(): number {
    return this.#processes.size;
  }

  /** A process that was there before the sensor; undefined for kernel threads and ended ones. */
  seed(pid: number): SnapshotProcess | undefined {
    const stat = this.parts.proc.stat(pid);
    if (stat === undefined || stat.isKernelThread) return undefined;
    const remembered = this.#read(pid, stat.startTimeNs);
    if (remembered === undefined) return undefined;
    this.#remember(pid, remembered);
    const parent = this.parts.proc.stat(stat.parentPid);
    const facts = {
      pid,
      tid: pid,
      start_time: toStartTime(stat.startTimeNs),
      comm: stat.comm,
      session: stat.session,
      ...this.parts.proc.status(pid),
      ...(parent === undefined
        ? {}
        : { parent: { pid: parent.pid, start_time: toStartTime(parent.startTimeNs) } }),
      ...this.#known(remembered),
    };
    return { facts, startTimeNs: stat.startTimeNs };
  }

  /** A new program in a process: the arguments and the executable are the kernel's. */
  executed(event: ProcessExecEvent): ProcessFacts {
    const { pid, startTimeNs } = event.process;
    const startTime = toStartTime(startTimeNs);
    const before = this.#of(pid, startTime);
    const remembered = {
      startTime,
      exe: this.parts.executables.describe(pid, event.process.exe, event.filename),
      argv: boundArguments(event.argv),
      cwd: event.process.cwd ?? before?.cwd,
      extras: extrasOf(event.process) ?? before?.extras,
      preload: event.preload,
    };
    this.#remember(pid, remembered);
    return { ...kernelFacts(event.process), ...this.#known(remembered) };
  }

  /** A child runs its parent's program until it executes another. */
  forked(event: ProcessForkEvent): ProcessFacts {
    const { pid, startTimeNs } = event.process;
    const parent = this.#of(pid, toStartTime(startTimeNs));
    const { child } = event;
    if (parent !== undefined && child.pid !== pid) {
      this.#remember(child.pid, { ...parent, startTime: toStartTime(child.startTimeNs) });
    }
    return kernelFacts(event.process);
  }

  /** Short facts: whoever keeps lineage has the rest. */
  exited(process: SensorProcess): ProcessFacts {
    if (this.#of(process.pid, toStartTime(process.startTimeNs)) !== undefined) {
      this.#processes.delete(process.pid);
    }
    return kernelFacts(process);
  }

  /** All that is known of a process that touched a credential; the kernel's own facts win. */
  acting(process: SensorProcess): ProcessFacts {
    const { pid, startTimeNs } = process;
    const before = this.#of(pid, toStartTime(startTimeNs));
    const extras = extrasOf(process) ?? before?.extras;
    let remembered: Remembered | undefined =
      before === undefined ? undefined : { ...before, extras };
    // Only what started before the sensor did is not known from the kernel.
    if (remembered?.argv === undefined) {
      const read = this.#read(pid, tick(startTimeNs));
      if (read !== undefined) {
        remembered = { ...read, ...defined(remembered) };
        this.#remember(pid, remembered);
      }
    }
    const exe = this.parts.executables.describe(pid, process.exe, remembered?.exe?.path);
    return {
      ...kernelFacts(process),
      ...(remembered === undefined ? {} : this.#known(remembered)),
      ...(exe === undefined ? {} : { exe }),
      ...(process.cwd === undefined ? {} : { cwd: process.cwd }),
      ancestors: process.ancestors.slice(0, 16).map((ancestor) => ({
        pid: ancestor.pid,
        start_time: toStartTime(ancestor.startTimeNs),
        comm: ancestor.comm,
      })),
    };
  }

  #known({ exe, argv, cwd, extras, preload }: Remembered): Partial<ProcessFacts> {
    return {
      ...(exe === undefined ? {} : { exe }),
      ...(argv === undefined ? {} : { argv: [...argv] }),
      ...(cwd === undefined ? {} : { cwd }),
      ...(preload === undefined ? {} : { preload }),
      ...this.#login(extras?.loginUid),
      ...(extras?.cgroup.systemdUnit === undefined
        ? {}
        : { systemd_unit: extras.cgroup.systemdUnit }),
      ...(extras?.tty === undefined ? {} : { tty: extras.tty }),
      ...(extras === undefined ? {} : this.parts.places.describe(extras.cgroup)),
    };
  }

  #login(uid: number | undefined): Pick<ProcessFacts, 'loginuid' | 'login_user'> {
    if (uid === undefined) return {};
    const name = this.parts.users.nameOf(uid);
    return { loginuid: uid, ...(name === undefined ? {} : { login_user: name }) };
  }

  #of(pid: number, startTime: number): Remembered | undefined {
    const remembered = this.#processes.get(pid);
    return remembered?.startTime === startTime ? remembered : undefined;
  }

  #read(pid: number, startTimeNs: bigint): Remembered | undefined {
    const argv = this.parts.proc.argv(pid);
    const exe = this.parts.executables.ofRunning(pid);
    const cwd = this.parts.proc.cwd(pid);
    const extras = this.parts.proc.extras(pid, startTimeNs);
    if (extras === undefined) return undefined;
    return {
      startTime: toStartTime(startTimeNs),
      exe,
      argv: argv === undefined ? undefined : boundArguments(argv),
      cwd,
      extras,
    };
  }

  #remember(pid: number, remembered: Remembered): void {
    this.#processes.delete(pid);
    this.#processes.set(pid, remembered);
    const [oldest] = this.#processes.keys();
    if (this.#processes.size > this.parts.limit && oldest !== undefined)
      this.#processes.delete(oldest);
  }
}

/** The kernel's own answers; undefined for an event that does not carry them. */
function extrasOf(process: SensorProcess): ProcExtras | undefined {
  if (process.cgroup === undefined) return undefined;
  return {
    loginUid: process.loginuid,
    tty: process.tty?.replace(/^pts(?=\d)/, 'pts/'),
    cgroup: parseCgroupPath(process.cgroup),
  };
}

function kernelFacts(process: SensorProcess): ProcessFacts {
  const { pid, tid, comm, uid, euid, parent, session, nsPid } = process;
  return {
    pid,
    tid,
    start_time: toStartTime(process.startTimeNs),
    comm,
    uid,
    euid,
    capabilities: process.capabilities.toString(16).padStart(16, '0'),
    session,
    ns_pid: nsPid,
    namespaces: { mount: process.mountNamespace, pid: process.pidNamespace },
    parent: { pid: parent.pid, start_time: toStartTime(parent.startTimeNs) },
  };
}

function defined(remembered: Remembered | undefined): Partial<Remembered> {
  return Object.fromEntries(
    Object.entries(remembered ?? {}).filter(([, value]) => value !== undefined),
  );
}

/** A kernel start time in the precision of /proc. */
function tick(startTimeNs: bigint): bigint {
  return BigInt(toStartTime(startTimeNs));
}
