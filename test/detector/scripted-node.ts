import {
  formatUnixNanos,
  type Credential,
  type CredentialEvent,
  type KernelEvent,
  type ProcessFacts,
  type SensorStatusData,
} from '@keywarden/contracts';

export interface ScriptedProcess {
  pid: number;
  start_time: number;
  comm: string;
  exe: string;
  parent: ScriptedProcess | undefined;
  gone: boolean;
}

const TICK = 10_000_000;
const START = 1_790_000_000_000_000_000n;

export const CA_KEY: Credential = {
  kind: 'cluster-ca',
  distribution: 'kubeadm',
  canonical_path: '/etc/kubernetes/pki/ca.key',
  content: 'private-key',
};

/** A node whose processes do what a test says; `events` is what its collector would have published. */
export class ScriptedNode {
  readonly events: KernelEvent[] = [];
  readonly init: ScriptedProcess;
  readonly #name: string;
  #seq = 0;
  #pid = 1;

  constructor(name = 'node-1') {
    this.#name = name;
    this.init = this.#process('systemd', '/usr/lib/systemd/systemd', undefined);
    this.exec(this.init, this.init.exe, { snapshot: true });
  }

  /** A fork; the child is a copy of its parent. */
  fork(parent: ScriptedProcess): ScriptedProcess {
    const child = this.#process(parent.comm, parent.exe, parent);
    this.#push({
      name: 'sched_process_fork',
      process: this.#facts(parent),
      data: { child: { pid: child.pid, start_time: child.start_time } },
    });
    return child;
  }

  exec(process: ScriptedProcess, exe: string, data: { snapshot?: boolean } = {}): ScriptedProcess {
    process.exe = exe;
    process.comm = exe.slice(exe.lastIndexOf('/') + 1).slice(0, 15);
    this.#push({
      name: 'sched_process_exec',
      process: this.#facts(process),
      data: { pathname: exe, ...data },
    });
    return process;
  }

  /** fork and exec in one. */
  spawn(parent: ScriptedProcess, exe: string): ScriptedProcess {
    return this.exec(this.fork(parent), exe);
  }

  /** Children of the process go to init, as the kernel does it. */
  exit(process: ScriptedProcess): void {
    process.gone = true;
    this.#push({
      name: 'sched_process_exit',
      process: this.#facts(process),
      data: { exit_code: 0 },
    });
  }

  open(
    process: ScriptedProcess,
    options: { flags?: number; pathname?: string; credential?: Credential } = {},
  ): CredentialEvent {
    const { flags = 0, credential = CA_KEY } = options;
    const living: ScriptedProcess[] = [];
    for (let up = this.#livingParent(process); up !== undefined; up = this.#livingParent(up)) {
      living.push(up);
    }
    this.#push({
      name: 'security_file_open',
      process: {
        ...this.#facts(process),
        ancestors: living.slice(0, 16).map(({ pid, start_time, comm }) => ({
          pid,
          start_time,
          comm,
        })),
      },
      data: {
        pathname: options.pathname ?? credential.canonical_path,
        flags: 'O_RDONLY',
        flags_number: flags,
        credential,
      },
    });
    return this.events.at(-1) as CredentialEvent;
  }

  /** A heartbeat; healthy unless told otherwise. */
  status(data: Partial<SensorStatusData> = {}): KernelEvent {
    this.#push({
      name: 'sensor_status',
      data: {
        state: 'alive',
        first_seq: 0,
        uptime_ms: 1,
        watched: { files: 1, directories: 1, filesystems: 0 },
        captured: 0,
        published: 0,
        filtered: 0,
        queued: 0,
        lost: {},
        ...data,
      },
    });
    return this.events.at(-1)!;
  }

  #process(comm: string, exe: string, parent: ScriptedProcess | undefined): ScriptedProcess {
    const pid = this.#pid;
    this.#pid += 1;
    return { pid, start_time: pid * TICK, comm, exe, parent, gone: false };
  }

  #livingParent(process: ScriptedProcess): ScriptedProcess | undefined {
    if (process === this.init) return undefined;
    return process.parent?.gone === false ? process.parent : this.init;
  }

  #facts(process: ScriptedProcess): ProcessFacts {
    const { pid, start_time, comm, exe } = process;
    const parent = this.#livingParent(process);
    return {
      pid,
      tid: pid,
      start_time,
      comm,
      exe: { path: exe, device: 1, inode: pid, deleted: false, mode: 0o100755, owner_uid: 0 },
      argv: [exe],
      uid: 0,
      ...(parent && { parent: { pid: parent.pid, start_time: parent.start_time } }),
    };
  }

  #push(part: Pick<CredentialEvent, 'name'> | object): void {
    const seq = this.#seq;
    this.#seq += 1;
    this.events.push({
      schema: 'keywarden.event/1',
      node: this.#name,
      boot_id: 'boot-1',
      seq,
      time: formatUnixNanos(START + BigInt(seq) * 1_000_000n),
      backend: 'syscall',
      ...part,
    } as KernelEvent);
  }
}
