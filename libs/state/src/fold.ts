import type { LineageChange, ProcessKey } from '@keywarden/lineage';
import type { Boot, BootNames } from './boot-names.js';
import type { PartialRecord } from './redis-fields.js';

/** What a batch of changes says of one process in the end. */
export interface FoldedProcess {
  readonly key: ProcessKey;
  /** Goes over what is known. */
  readonly replacing: PartialRecord;
  /** Only fills what is neither known nor in `replacing`; the exit is here. */
  readonly filling: PartialRecord;
}

/** The processes of each boot, in order of first mention. */
export function foldChanges(
  changes: readonly LineageChange[],
  names: BootNames,
): Map<Boot, FoldedProcess[]> {
  const boots = new Map<Boot, Folding>();
  for (const change of changes) {
    const boot = names.of(change.key);
    let folding = boots.get(boot);
    if (folding === undefined) boots.set(boot, (folding = new Folding()));
    lay(change, folding.of(change.key));
  }
  return new Map([...boots].map(([boot, { processes }]) => [boot, processes]));
}

/** The processes of one boot so far. By numbers, because making a key of text costs more than the rest. */
class Folding {
  readonly processes: FoldedProcess[] = [];
  readonly #byPid = new Map<number, FoldedProcess[]>();

  /** A pid is handed out again, so it may stand for more than one process. */
  of(key: ProcessKey): FoldedProcess {
    const same = this.#byPid.get(key.pid);
    const found = same?.find((process) => process.key.start_time === key.start_time);
    if (found !== undefined) return found;
    const process = { key, replacing: {}, filling: {} };
    this.processes.push(process);
    if (same === undefined) this.#byPid.set(key.pid, [process]);
    else same.push(process);
    return process;
  }
}

/** Changes the process in place, as the LineageStore port says. */
function lay(change: LineageChange, { replacing, filling }: FoldedProcess): void {
  switch (change.kind) {
    case 'exit':
      filling.exited_at ??= change.exited_at;
      return;
    case 'upsert': {
      const { parent, exited_at, ...facts } = change.record;
      overlay(replacing, facts);
      fill(filling, { parent, exited_at });
      return;
    }
    case 'fork':
      replacing.parent = change.record.parent;
      fill(filling, change.record);
      return;
    case 'glimpse':
      fill(filling, change.record);
  }
}

function overlay(record: PartialRecord, next: PartialRecord): void {
  if (next.comm !== undefined) record.comm = next.comm;
  record.exe = next.exe ?? record.exe;
  record.argv = next.argv ?? record.argv;
  record.cwd = next.cwd ?? record.cwd;
  record.uid = next.uid ?? record.uid;
  record.tty = next.tty ?? record.tty;
  record.session = next.session ?? record.session;
  record.ns_pid = next.ns_pid ?? record.ns_pid;
  record.systemd_unit = next.systemd_unit ?? record.systemd_unit;
  record.container = next.container ?? record.container;
  record.pod = next.pod ?? record.pod;
}

function fill(record: PartialRecord, next: PartialRecord): void {
  if (record.comm === undefined && next.comm !== undefined) record.comm = next.comm;
  record.exe ??= next.exe;
  record.argv ??= next.argv;
  record.cwd ??= next.cwd;
  record.uid ??= next.uid;
  record.tty ??= next.tty;
  record.session ??= next.session;
  record.ns_pid ??= next.ns_pid;
  record.systemd_unit ??= next.systemd_unit;
  record.container ??= next.container;
  record.pod ??= next.pod;
  record.parent ??= next.parent;
  record.exited_at ??= next.exited_at;
}
