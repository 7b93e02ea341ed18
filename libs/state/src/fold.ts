import type { LineageChange, ProcessKey, ProcessRecord } from '@keywarden/lineage';
import { mergeRecords, processId } from './process-record.js';
import type { PartialRecord } from './redis-fields.js';

/** What a batch of changes says of one process in the end. */
export interface FoldedProcess {
  key: ProcessKey;
  /** Without `comm` when the batch has only the exit. */
  record: PartialRecord;
}

/** One entry per process, in order of first mention. */
export function foldChanges(changes: readonly LineageChange[]): Iterable<FoldedProcess> {
  const folded = new Map<string, FoldedProcess>();
  for (const change of changes) {
    const id = processId(change.key);
    const before = folded.get(id)?.record;
    folded.set(id, { key: change.key, record: merged(before, change) });
  }
  return folded.values();
}

function merged(before: PartialRecord | undefined, change: LineageChange): PartialRecord {
  if (change.kind === 'exit') {
    return { ...before, exited_at: before?.exited_at ?? change.exited_at };
  }
  return mergeRecords(before as ProcessRecord | undefined, change.record);
}
