import type { LineageProcess } from '@keywarden/contracts';
import type { Ancestry, AncestryQuery, ProcessKey, ProcessRecord } from '@keywarden/lineage';
import { parentKey, processId, toLineageProcess } from './process-record.js';

interface Walk {
  depth: number;
  next: ProcessKey | undefined;
  processes: LineageProcess[];
  seen: Set<string>;
  complete: boolean;
}

/** Looks up processes; absent ones are undefined. Same order as the keys. */
export type Lookup = (
  keys: readonly ProcessKey[],
) => Promise<readonly (ProcessRecord | undefined)[]>;

/**
 * Walks up from every queried process at once, one generation per look-up, asking for each process
 * only once however many queries share it. A loop (which only a forged record can make) ends a walk.
 */
export async function walkAncestry(
  queries: readonly AncestryQuery[],
  lookup: Lookup,
): Promise<readonly Ancestry[]> {
  const known = new Map<string, ProcessRecord | undefined>();
  const walks = queries.map(({ key, depth }): Walk => {
    return {
      depth,
      next: depth > 0 ? key : undefined,
      processes: [],
      seen: new Set(),
      complete: true,
    };
  });
  let open = walks.filter(isOpen);
  while (open.length > 0) {
    await learn(open, known, lookup);
    for (const walk of open) step(walk, known);
    open = open.filter(isOpen);
  }
  return walks.map(({ processes, complete }) => ({ processes, complete }));
}

function isOpen(walk: Walk): walk is Walk & { next: ProcessKey } {
  return walk.next !== undefined;
}

async function learn(
  open: readonly (Walk & { next: ProcessKey })[],
  known: Map<string, ProcessRecord | undefined>,
  lookup: Lookup,
): Promise<void> {
  const wanted = new Map<string, ProcessKey>();
  for (const { next } of open) {
    const id = processId(next);
    if (!known.has(id)) wanted.set(id, next);
  }
  if (wanted.size === 0) return;
  const records = await lookup([...wanted.values()]);
  [...wanted.keys()].forEach((id, index) => known.set(id, records[index]));
}

function step(
  walk: Walk & { next: ProcessKey },
  known: ReadonlyMap<string, ProcessRecord | undefined>,
): void {
  const key = walk.next;
  const id = processId(key);
  const record = known.get(id);
  if (record === undefined || walk.seen.has(id)) {
    walk.complete = false;
    Object.assign(walk, { next: undefined });
    return;
  }
  walk.seen.add(id);
  walk.processes.push(toLineageProcess(record));
  const full = walk.processes.length >= walk.depth;
  Object.assign(walk, { next: full ? undefined : parentKey(key, record) });
}
