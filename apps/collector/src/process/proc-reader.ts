import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type CgroupFacts, parseCgroup } from './cgroup.js';
import {
  bytesToText,
  parseCommandLine,
  parseLoginUid,
  parseNamespacePid,
  parseStat,
  parseUids,
  type ProcStat,
  ttyName,
} from './proc-text.js';

const DELETED = ' (deleted)';
/** Of a command line only the start is used; a process may make it megabytes long. */
const MAX_COMMAND_LINE = 64 * 1024;

/** The executable of a process as procfs shows it. */
export interface ProcExecutable {
  readonly path: string;
  readonly deleted: boolean;
  readonly memfd: boolean;
  readonly device: bigint | undefined;
  readonly inode: bigint | undefined;
  readonly mode: number | undefined;
  readonly ownerUid: number | undefined;
}

/** Facts that the kernel's event does not carry. */
export interface ProcExtras {
  readonly loginUid: number | undefined;
  readonly tty: string | undefined;
  readonly cgroup: CgroupFacts;
}

/**
 * Reads /proc of the node. Every answer may be undefined: processes end while they are being read,
 * and hidepid or another PID namespace may hide them.
 */
export class ProcReader {
  constructor(private readonly procRoot: string) {}

  stat(pid: number): ProcStat | undefined {
    const text = this.#bytes(pid, 'stat');
    return text === undefined ? undefined : parseStat(bytesToText(text));
  }

  /** User ids and the pid in its own namespace, as far as they can be read. */
  status(pid: number): { uid?: number; euid?: number; ns_pid?: number } {
    const text = this.#bytes(pid, 'status')?.toString('latin1');
    if (text === undefined) return {};
    const ns_pid = parseNamespacePid(text);
    return { ...parseUids(text), ...(ns_pid === undefined ? {} : { ns_pid }) };
  }

  argv(pid: number): string[] | undefined {
    const bytes = this.#bytes(pid, 'cmdline')?.subarray(0, MAX_COMMAND_LINE);
    return bytes === undefined ? undefined : parseCommandLine(bytes);
  }

  cwd(pid: number): string | undefined {
    return this.#link(pid, 'cwd');
  }

  /** The extras of one process, or undefined when it is not that process any more. */
  extras(pid: number, startTimeNs: bigint): ProcExtras | undefined {
    const loginUid = this.#bytes(pid, 'loginuid')?.toString('latin1');
    const cgroup = this.#bytes(pid, 'cgroup')?.toString('latin1');
    // Read last: if it is still the same process now, everything above was about it.
    const stat = this.stat(pid);
    if (stat?.startTimeNs !== startTimeNs) return undefined;
    return {
      loginUid: loginUid === undefined ? undefined : parseLoginUid(loginUid),
      tty: ttyName(stat.tty),
      cgroup: cgroup === undefined ? {} : parseCgroup(cgroup),
    };
  }

  executable(pid: number): ProcExecutable | undefined {
    const target = this.#link(pid, 'exe');
    if (target === undefined) return undefined;
    const deleted = target.endsWith(DELETED);
    const path = deleted ? target.slice(0, -DELETED.length) : target;
    const stats = this.#statExe(pid);
    return {
      path,
      deleted,
      memfd: deleted && path.startsWith('/memfd:'),
      device: stats?.dev,
      inode: stats?.ino,
      mode: stats === undefined ? undefined : Number(stats.mode & 0o7777n),
      ownerUid: stats === undefined ? undefined : Number(stats.uid),
    };
  }

  /** The magic link leads to the file itself, also when its name is gone. */
  #statExe(pid: number): { dev: bigint; ino: bigint; mode: bigint; uid: bigint } | undefined {
    try {
      return statSync(join(this.procRoot, String(pid), 'exe'), { bigint: true });
    } catch {
      return undefined;
    }
  }

  #bytes(pid: number, name: string): Buffer | undefined {
    try {
      return readFileSync(join(this.procRoot, String(pid), name));
    } catch {
      return undefined;
    }
  }

  #link(pid: number, name: string): string | undefined {
    try {
      return bytesToText(
        readlinkSync(join(this.procRoot, String(pid), name), { encoding: 'buffer' }),
      );
    } catch {
      return undefined;
    }
  }
}
