import type { LineageProcess, Origin } from '@keywarden/contracts';
import type { Ancestry } from '@keywarden/lineage';

/**
 * Names the session of a process within its node and boot, `PID:START_TIME` of the process that began
 * it: a login shell, a job of cron, the first process of a container, or, where the beginning is not
 * known, the oldest ancestor that is.
 *
 * @param lineage nearest first, the process itself at index 0
 */
export function sessionOf(origin: Origin, { processes }: Ancestry): string {
  const root = origin.entry_process ?? processes.findLast(({ pid }) => pid > 1) ?? processes[0];
  return root === undefined ? '' : processName(root);
}

/** `PID:START_TIME`. */
export function processName({
  pid,
  start_time,
}: Pick<LineageProcess, 'pid' | 'start_time'>): string {
  return `${String(pid)}:${String(start_time)}`;
}
