import { CLOCK_TICK_NS } from '@keywarden/contracts';

/** The fields of /proc/PID/stat that an event needs (proc_pid_stat(5)). */
export interface ProcStat {
  readonly pid: number;
  readonly comm: string;
  readonly parentPid: number;
  /** Pid of the leader of its session. */
  readonly session: number;
  readonly tty: number;
  /** Nanoseconds since boot, whole clock ticks. */
  readonly startTimeNs: bigint;
  /** PF_KTHREAD is set. */
  readonly isKernelThread: boolean;
}

const PF_KTHREAD = 0x00200000;

/**
 * Parses /proc/PID/stat. The command name stands in brackets and may hold brackets and spaces
 * itself, so the fields are counted from the last closing one.
 *
 * @returns undefined when the text is not in that form.
 */
export function parseStat(text: string): ProcStat | undefined {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 1 || close < open) return undefined;
  const pid = Number(text.slice(0, open));
  // Field 3 (state) is the first one here.
  const fields = text.slice(close + 2).split(' ');
  const at = (field: number): number => Number(fields[field - 3]);
  const [parentPid, session, tty, flags, startTicks] = [at(4), at(6), at(7), at(9), fields[19]];
  if (![pid, parentPid, session, tty, flags].every(Number.isInteger)) return undefined;
  if (startTicks === undefined || !/^\d+$/.test(startTicks)) return undefined;
  return {
    pid,
    comm: text.slice(open + 1, close),
    parentPid,
    session,
    tty,
    startTimeNs: BigInt(startTicks) * CLOCK_TICK_NS,
    isKernelThread: (flags & PF_KTHREAD) !== 0,
  };
}

/** Real and effective user id from /proc/PID/status. */
export function parseUids(status: string): { uid: number; euid: number } | undefined {
  const found = /^Uid:\t(\d+)\t(\d+)/m.exec(status);
  return found === null ? undefined : { uid: Number(found[1]), euid: Number(found[2]) };
}

/** The pid in the innermost pid namespace from /proc/PID/status; undefined before Linux 4.1. */
export function parseNamespacePid(status: string): number | undefined {
  const found = /^NSpid:(?:\t\d+)*\t(\d+)$/m.exec(status);
  return found === null ? undefined : Number(found[1]);
}

/** The audit login uid; undefined when it was never set (2^32 - 1). */
export function parseLoginUid(text: string): number | undefined {
  const value = Number(text.trim());
  return text.trim() === '' || !Number.isInteger(value) || value === 0xffffffff ? undefined : value;
}

/**
 * The name of a controlling terminal below /dev from its device number
 * (Documentation/admin-guide/devices.txt); undefined for none.
 */
export function ttyName(number: number): string | undefined {
  if (number === 0) return undefined;
  const major = (number >>> 8) & 0xfff;
  const minor = (number & 0xff) | ((number >>> 12) & 0xfff00);
  if (major >= 136 && major <= 143) return `pts/${String((major - 136) * 256 + minor)}`;
  if (major === 4) return minor < 64 ? `tty${String(minor)}` : `ttyS${String(minor - 64)}`;
  if (major === 5 && minor === 1) return 'console';
  return `${String(major)}:${String(minor)}`;
}

/** Arguments from /proc/PID/cmdline: NUL-terminated, or one text when a process rewrote its title. */
export function parseCommandLine(bytes: Buffer): string[] {
  const text = bytesToText(bytes);
  const parts = text.split('\0');
  if (parts.at(-1) === '') parts.pop();
  return parts;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes as the events carry them: UTF-8, a backslash doubled, any other byte as `\xHH`. */
export function bytesToText(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes).replaceAll('\\', '\\\\');
  } catch {
    return escapeInvalid(bytes);
  }
}

/** Longest valid UTF-8 sequences one after another; what belongs to none is escaped. */
function escapeInvalid(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = [1, 2, 3, 4].find((size) => isText(bytes.subarray(at, at + size), size));
    if (length === undefined) {
      text += `\\x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}`;
      at += 1;
    } else {
      text += strict.decode(bytes.subarray(at, at + length)).replaceAll('\\', '\\\\');
      at += length;
    }
  }
  return text;
}

function isText(bytes: Uint8Array, size: number): boolean {
  if (bytes.length !== size) return false;
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
