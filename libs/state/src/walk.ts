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
 * Walks up from every queried process at once, asking for each process only once however many queries
 * share it: the processes and their hints with the first look-up, then one generation with each. A
 * loop (which only a forged record can make) ends a walk.
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
  await learn(queries.flatMap(firstKeys), known, lookup);
  while (open.length > 0) {
    await learn(
      open.map(({ next }) => next),
      known,
      lookup,
    );
    for (const walk of open) step(walk, known);
    open = open.filter(isOpen);
  }
  return walks.map(({ processes, complete }) => ({ processes, complete }));
}

function isOpen(walk: Walk): walk is Walk & { next: ProcessKey } {
  return walk.next !== undefined;
}

function firstKeys({ key, depth, hints = [] }: AncestryQuery): ProcessKey[] {
  const { node, boot_id } = key;
  const likely = hints.map(({ pid, start_time }) => ({ node, boot_id, pid, start_time }));
  return [key, ...likely].slice(0, depth);
}

async function learn(
  keys: readonly ProcessKey[],
  known: Map<string, ProcessRecord | undefined>,
  lookup: Lookup,
): Promise<void> {
  const wanted = new Map<string, ProcessKey>();
  for (const key of keys) {
    const id = processId(key);
    if (!known.has(id)) wanted.set(id, key);
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
