import {
  formatUnixNanos,
  openFlagsToString,
  toStartTime,
  type CredentialEvent,
  type KernelEvent,
  type ProcessFacts,
} from '@keywarden/contracts';
import { classify } from '@keywarden/credentials';

/** 24 November 2026, midnight UTC: when the day begins. */
export const MIDNIGHT_NS = 1_795_478_400_000_000_000n;
/** The nodes have been up for an hour by then. */
const UPTIME_NS = 3_600_000_000_000n;

/** What a process of the day is, beyond its numbers. */
export type Traits = Pick<
  ProcessFacts,
  | 'container'
  | 'pod'
  | 'uid'
  | 'loginuid'
  | 'tty'
  | 'systemd_unit'
  | 'capabilities'
  | 'argv'
  | 'ns_pid'
  | 'session'
> & {
  /** Others than those of a package's file: root's, 0755, at that path of the node. */
  exe?: Partial<NonNullable<ProcessFacts['exe']>>;
};

export interface DayProcess {
  readonly pid: number;
  readonly start_time: number;
  readonly parent: DayProcess | undefined;
  readonly path: string;
  readonly traits: Traits;
}

type FileEvent = Exclude<CredentialEvent, { name: 'security_ptrace_access_check' }>;
type OpenData = Partial<Extract<CredentialEvent, { name: 'security_file_open' }>['data']>;
type Part = {
  [Name in KernelEvent['name']]: Omit<Extract<KernelEvent, { name: Name }>, EnvelopeKey>;
}[KernelEvent['name']];
type EnvelopeKey = 'schema' | 'node' | 'boot_id' | 'seq' | 'time' | 'backend';

/** A node whose processes do what a script of the day says, at the second that `at` was given last. */
export class DayNode {
  readonly events: KernelEvent[] = [];
  readonly name: string;
  readonly init: DayProcess;
  #nowNs = MIDNIGHT_NS;
  #pid = 0;
  #inodes = new Map<string, number>();

  constructor(name: string) {
    this.name = name;
    this.init = this.#create(undefined, '/usr/lib/systemd/systemd', {});
    this.#exec(this.init, true);
  }

  /** Moves to a time of the day. What happens from then on is a millisecond apart. */
  at(seconds: number): this {
    this.#nowNs = MIDNIGHT_NS + BigInt(Math.round(seconds * 1_000)) * 1_000_000n;
    return this;
  }

  /** A child that executes another program at once. It is in the container of its parent, if any. */
  spawn(parent: DayProcess, path: string, traits: Traits = {}): DayProcess {
    const { container, pod, uid, loginuid, tty, systemd_unit, session } = parent.traits;
    const inherited = defined({ container, pod, uid, loginuid, tty, systemd_unit, session });
    const child = this.#create(parent, path, { ...inherited, ...traits });
    this.#push({
      name: 'sched_process_fork',
      process: this.#facts(parent),
      data: { child: { pid: child.pid, start_time: child.start_time } },
    });
    this.#exec(child, false);
    return child;
  }

  exit(process: DayProcess): void {
    this.#push({
      name: 'sched_process_exit',
      process: this.#facts(process),
      data: { exit_code: 0 },
    });
  }

  /** Opens a credential for reading; `data` says what is special about it. */
  open(process: DayProcess, path: string, data: OpenData = {}): void {
    const flags = data.flags_number ?? 0o2000000;
    this.#push({
      name: 'security_file_open',
      process: this.#reader(process),
      data: {
        pathname: path,
        flags: openFlagsToString(flags),
        flags_number: flags,
        ...this.file(path),
        ...data,
      },
    });
  }

  /** Gives a credential file a second name, or another one. */
  alias(
    process: DayProcess,
    name: 'security_inode_link' | 'security_inode_rename',
    path: string,
    to: string,
  ): void {
    const names = { old_path: path, new_path: to, ...this.file(path) };
    if (name === 'security_inode_link')
      this.#push({ name, process: this.#reader(process), data: names });
    else this.#push({ name, process: this.#reader(process), data: { ...names, rename_flags: '' } });
  }

  /** Opens the memory of a process that holds a credential. */
  trace(process: DayProcess, target: DayProcess, path: string): void {
    const { pid, start_time } = target;
    this.#push({
      name: 'security_ptrace_access_check',
      process: this.#reader(process),
      data: {
        target: { pid, start_time, comm: commOf(target.path) },
        mode: 'attach',
        ...this.file(path),
      },
    });
  }

  /** What the collector says of a credential file of this node. */
  file(path: string): Pick<FileEvent['data'], 'device' | 'inode' | 'credential'> {
    const entry = classify(path);
    if (entry === undefined) throw new Error(`the catalogue does not know ${path}`);
    const { kind, distribution, content, reach } = entry;
    const credential = {
      kind,
      distribution,
      canonical_path: path,
      content,
      reach,
      mode: 0o100600,
      owner_uid: 0,
      owner_gid: 0,
    };
    return { device: 2_049, inode: this.#inode(path), credential };
  }

  #create(parent: DayProcess | undefined, path: string, traits: Traits): DayProcess {
    this.#pid += 1;
    const start_time =
      parent === undefined ? 0 : toStartTime(this.#nowNs - MIDNIGHT_NS + UPTIME_NS);
    return { pid: this.#pid, start_time, parent, path, traits };
  }

  #exec(process: DayProcess, snapshot: boolean): void {
    this.#push({
      name: 'sched_process_exec',
      process: this.#facts(process),
      data: { pathname: process.path, ...(snapshot ? { snapshot } : {}) },
    });
  }

  #reader(process: DayProcess): ProcessFacts {
    const ancestors = [];
    for (let up = process.parent; up !== undefined && ancestors.length < 16; up = up.parent) {
      ancestors.push({ pid: up.pid, start_time: up.start_time, comm: commOf(up.path) });
    }
    return { ...this.#facts(process), ancestors };
  }

  #facts({ pid, start_time, parent, path, traits }: DayProcess): ProcessFacts {
    const { exe, ...rest } = traits;
    const inNode = rest.container === undefined;
    return {
      pid,
      tid: pid,
      start_time,
      comm: commOf(path),
      argv: [path],
      uid: 0,
      ...rest,
      exe: {
        path,
        device: inNode ? 2_049 : 40,
        inode: this.#inode(`${rest.container?.image ?? ''}${path}`),
        mode: 0o100755,
        owner_uid: 0,
        on_node: inNode,
        ...exe,
      },
      ...(parent === undefined
        ? {}
        : { parent: { pid: parent.pid, start_time: parent.start_time } }),
    };
  }

  #inode(path: string): number {
    const known = this.#inodes.get(path) ?? this.#inodes.size + 1_000;
    this.#inodes.set(path, known);
    return known;
  }

  #push(part: Part): void {
    this.events.push({
      schema: 'keywarden.event/1',
      node: this.name,
      boot_id: 'boot-1',
      seq: 0,
      time: formatUnixNanos(this.#nowNs),
      backend: 'fentry',
      ...part,
    });
    this.#nowNs += 1_000_000n;
  }
}

const commOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).slice(0, 15);

function defined<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<Fields>;
}
