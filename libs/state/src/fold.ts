import type { LineageChange, ProcessKey } from '@keywarden/lineage';
import type { Boot, BootNames } from './boot-names.js';
import type { PartialRecord } from './redis-fields.js';

/** What a batch of changes says of one process in the end. */
export interface FoldedProcess {
  readonly key: ProcessKey;
  /** Without `comm` when the batch has only the exit. */
  readonly record: PartialRecord;
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
    lay(change, folding.of(change.key).record);
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
    const process = { key, record: {} };
    this.processes.push(process);
    if (same === undefined) this.#byPid.set(key.pid, [process]);
    else same.push(process);
    return process;
  }
}

/** Changes `record` in place: absent fields change nothing, parent and exit stay as first told. */
function lay(change: LineageChange, record: PartialRecord): void {
  if (change.kind === 'exit') {
    record.exited_at ??= change.exited_at;
    return;
  }
  const { record: next } = change;
  record.comm = next.comm;
  record.exe = next.exe ?? record.exe;
  record.argv = next.argv ?? record.argv;
  record.cwd = next.cwd ?? record.cwd;
  record.uid = next.uid ?? record.uid;
  record.container = next.container ?? record.container;
  record.pod = next.pod ?? record.pod;
  record.parent ??= next.parent;
  record.exited_at ??= next.exited_at;
}
