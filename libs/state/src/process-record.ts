import type { LineageProcess } from '@keywarden/contracts';
import type { LineageChange, ProcessKey, ProcessRecord } from '@keywarden/lineage';

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

/** `known` after a change, as the LineageStore port says. */
export function mergeRecords(
  known: ProcessRecord | undefined,
  { kind, record }: Exclude<LineageChange, { kind: 'exit' }>,
): ProcessRecord {
  if (known === undefined) return record;
  switch (kind) {
    case 'upsert': {
      const merged = overlaid(known, record);
      return { ...merged, parent: known.parent ?? record.parent };
    }
    case 'fork':
      return { ...overlaid(record, known), parent: record.parent ?? known.parent };
    case 'glimpse':
      return overlaid(record, known);
  }
}

/** The fields of `next` over those of `known`; an exit is never replaced. */
function overlaid(known: ProcessRecord, next: ProcessRecord): ProcessRecord {
  return {
    pid: next.pid,
    start_time: next.start_time,
    comm: next.comm,
    exe: next.exe ?? known.exe,
    argv: next.argv ?? known.argv,
    cwd: next.cwd ?? known.cwd,
    uid: next.uid ?? known.uid,
    tty: next.tty ?? known.tty,
    session: next.session ?? known.session,
    ns_pid: next.ns_pid ?? known.ns_pid,
    systemd_unit: next.systemd_unit ?? known.systemd_unit,
    container: next.container ?? known.container,
    pod: next.pod ?? known.pod,
    parent: next.parent ?? known.parent,
    exited_at: known.exited_at ?? next.exited_at,
  };
}

/** The form in which alerts show a process. */
export function toLineageProcess(record: ProcessRecord): LineageProcess {
  const { pid, start_time, comm, exe, argv, cwd, uid, container, pod, exited_at } = record;
  const { tty, session, ns_pid, systemd_unit } = record;
  return {
    pid,
    start_time,
    comm,
    ...(exe === undefined ? {} : { exe }),
    ...(argv === undefined ? {} : { argv: [...argv] }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(uid === undefined ? {} : { uid }),
    ...(tty === undefined ? {} : { tty }),
    ...(session === undefined ? {} : { session }),
    ...(ns_pid === undefined ? {} : { ns_pid }),
    ...(systemd_unit === undefined ? {} : { systemd_unit }),
    ...(container === undefined ? {} : { container }),
    ...(pod === undefined ? {} : { pod }),
    ...(exited_at === undefined ? {} : { exited_at }),
  };
}
