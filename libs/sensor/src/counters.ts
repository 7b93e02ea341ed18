import { COUNTERS, EVENT_TYPE } from './decoder/layout.js';
import type { CountsByName, SensorCounters, SensorEvent } from './types.js';

/** Counters that mean a lost event; the others only narrow what was seen. */
const LOSSES = new Set<string>(['ring_full', 'no_scratch', 'user_string_fault', 'compat_call']);

/** By `enum kw_event_type`. */
const NAMES: readonly (readonly [SensorEvent['name'], number])[] = [
  ['security_file_open', EVENT_TYPE.FILE_OPEN],
  ['security_inode_rename', EVENT_TYPE.INODE_RENAME],
  ['security_inode_link', EVENT_TYPE.INODE_LINK],
  ['sched_process_fork', EVENT_TYPE.PROCESS_FORK],
  ['sched_process_exec', EVENT_TYPE.PROCESS_EXEC],
  ['sched_process_exit', EVENT_TYPE.PROCESS_EXIT],
  ['security_file_receive', EVENT_TYPE.FILE_RECEIVE],
  ['security_ptrace_access_check', EVENT_TYPE.PTRACE_ACCESS],
  ['k8s_api_connection', EVENT_TYPE.CONNECT],
  ['security_socket_connect', EVENT_TYPE.SESSION_CONNECT],
  ['cgroup_mkdir', EVENT_TYPE.CGROUP_MKDIR],
  ['cgroup_rmdir', EVENT_TYPE.CGROUP_RMDIR],
  ['directory_change', EVENT_TYPE.DIRECTORY],
];

/** User space's own counts, added to the kernel's. */
export class ReceiverCounters {
  received = 0;
  readonly faults = new Map<string, number>();

  fault(cause: string): void {
    this.faults.set(cause, (this.faults.get(cause) ?? 0) + 1);
  }

  /**
   * `kernel` holds a set of {@link COUNTERS} for each event type; `missed` are runs that the kernel
   * skipped.
   */
  merge(kernel: BigUint64Array, missed: number): SensorCounters {
    const lost: Record<string, number> = { program_busy: missed };
    const noted: Record<string, number> = {};
    let emitted = 0;
    for (let at = 0; at < kernel.length; at += 1) {
      const cause = COUNTERS[at % COUNTERS.length] ?? '';
      const count = Number(kernel[at] ?? 0n);
      if (cause === 'emitted') emitted += count;
      else if (LOSSES.has(cause)) lost[cause] = (lost[cause] ?? 0) + count;
      else noted[cause] = (noted[cause] ?? 0) + count;
    }
    for (const [cause, count] of this.faults) lost[`decode_${cause}`] = count;
    const byName = Object.fromEntries(NAMES.map(([name, type]) => [name, countsOf(kernel, type)]));
    return { emitted, received: this.received, lost, noted, byName };
  }
}

function countsOf(kernel: BigUint64Array, type: number): CountsByName {
  const lost: Record<string, number> = {};
  COUNTERS.forEach((cause, index) => {
    const count = Number(kernel[type * COUNTERS.length + index] ?? 0n);
    if (LOSSES.has(cause) && count > 0) lost[cause] = count;
  });
  return { emitted: Number(kernel[type * COUNTERS.length] ?? 0n), lost };
}
