import type { LineageProcess } from '@keywarden/contracts';
import type { ProcessKey, ProcessRecord } from '@keywarden/lineage';

/** Names one process within the whole fleet. */
export function processId(key: ProcessKey): string {
  return `${key.node}\n${key.boot_id}\n${String(key.pid)}\n${String(key.start_time)}`;
}

/** The key of the parent that a record names, or undefined at the root of the tree. */
export function parentKey(key: ProcessKey, record: ProcessRecord): ProcessKey | undefined {
  const { parent } = record;
  // Pid 0 is the idle task: pid 1 and kthreadd name it, and it is no process.
  if (parent === undefined || parent.pid === 0) return undefined;
  return { node: key.node, boot_id: key.boot_id, pid: parent.pid, start_time: parent.start_time };
}

/**
 * The fields of `next` laid over those of `known`: absent ones change nothing, and neither parent nor
 * exit are ever replaced.
 */
export function mergeRecords(known: ProcessRecord | undefined, next: ProcessRecord): ProcessRecord {
  if (known === undefined) return next;
  return {
    pid: next.pid,
    start_time: next.start_time,
    comm: next.comm,
    exe: next.exe ?? known.exe,
    argv: next.argv ?? known.argv,
    cwd: next.cwd ?? known.cwd,
    uid: next.uid ?? known.uid,
    container: next.container ?? known.container,
    pod: next.pod ?? known.pod,
    parent: known.parent ?? next.parent,
    exited_at: known.exited_at ?? next.exited_at,
  };
}

/** The form in which alerts show a process. */
export function toLineageProcess(record: ProcessRecord): LineageProcess {
  const { pid, start_time, comm, exe, argv, cwd, uid, container, pod, exited_at } = record;
  return {
    pid,
    start_time,
    comm,
    ...(exe === undefined ? {} : { exe }),
    ...(argv === undefined ? {} : { argv: [...argv] }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(uid === undefined ? {} : { uid }),
    ...(container === undefined ? {} : { container }),
    ...(pod === undefined ? {} : { pod }),
    ...(exited_at === undefined ? {} : { exited_at }),
  };
}
