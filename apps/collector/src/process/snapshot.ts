import { readdirSync } from 'node:fs';
import type { ProcessTable, SnapshotProcess } from './table.js';

/**
 * All processes of the node, parents before children. To be called after the sensor is attached and
 * before its events are released: a process born before the attachment is in /proc, one born after
 * it has a fork event waiting, and one that is in both is the same by its start time. In the other
 * order a process born between the two would be in neither.
 */
export function snapshot(procRoot: string, table: ProcessTable): SnapshotProcess[] {
  const pids = readdirSync(procRoot).filter((name) => /^\d+$/.test(name));
  return pids
    .flatMap((pid) => table.seed(Number(pid)) ?? [])
    .sort((a, b) => (a.startTimeNs < b.startTimeNs ? -1 : a.startTimeNs > b.startTimeNs ? 1 : 0));
}
