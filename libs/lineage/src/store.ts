import type { Executable, LineageProcess, ProcessFacts } from '@keywarden/contracts';

/** What identifies a process in a fleet: never the pid alone, which the kernel hands out again. */
export interface ProcessKey {
  node: string;
  boot_id: string;
  pid: number;
  /** ns since boot, cut to a clock tick; see `startTime` in contracts. */
  start_time: number;
}

/** What is remembered of one process. `exited_at` is RFC 3339 and set once it has exited. */
export interface ProcessRecord {
  pid: number;
  start_time: number;
  comm: string;
  exe?: Executable | undefined;
  argv?: readonly string[] | undefined;
  cwd?: string | undefined;
  uid?: number | undefined;
  tty?: string | undefined;
  /** Pid of the leader of its session, in the node's numbering. */
  session?: number | undefined;
  /** Absent for a process of the node's own pid namespace. */
  ns_pid?: number | undefined;
  systemd_unit?: string | undefined;
  container?: ProcessFacts['container'];
  pod?: ProcessFacts['pod'];
  parent?: { pid: number; start_time: number } | undefined;
  exited_at?: string | undefined;
}

/**
 * One change of the process table. A `fork` is what a child inherits: it names the true parent, and
 * fills only what nothing else has told, because the child may have executed by the time it is read. A
 * `glimpse` is what the kernel's chain of an event tells of an ancestor: it only fills what is missing.
 */
export type LineageChange =
  | { kind: 'fork'; key: ProcessKey; record: ProcessRecord }
  | { kind: 'glimpse'; key: ProcessKey; record: ProcessRecord }
  | { kind: 'upsert'; key: ProcessKey; record: ProcessRecord }
  | { kind: 'exit'; key: ProcessKey; exited_at: string };

/** An ancestor as the kernel's chain names it. With `comm` it can stand in for the store. */
export interface AncestryHint {
  pid: number;
  start_time: number;
  comm?: string;
}

export interface AncestryQuery {
  key: ProcessKey;
  /** At most this many generations, the process itself included. */
  depth: number;
  /** Probable ancestors, to be asked for at once: a wrong or a missing one costs time, nothing else. */
  hints?: readonly AncestryHint[] | undefined;
}

/**
 * Nearest first, the process itself at index 0 when it is known. `complete` is false when a parent
 * that a record names was not found before `depth` was reached.
 */
export interface Ancestry {
  processes: readonly LineageProcess[];
  complete: boolean;
  /** `kernel`: the store could not be asked, so these are the hints of the query. Absent: `store`. */
  source?: 'store' | 'kernel';
}

/**
 * The process table of every node. Implementations: Redis and in-memory, in libs/state; one contract
 * suite runs against both. Changes are idempotent: applying a batch twice is applying it once. Calls
 * take effect in the order in which they are made, also when nobody waits between them.
 */
export interface LineageStore {
  /**
   * Applies changes in order. An `upsert` keeps known fields that the new record lacks, and never
   * replaces a known `parent`, which may by then be the reaper that inherited the process. A `fork`
   * replaces the parent and nothing else that is known, a `glimpse` nothing. None of them undoes an
   * exit. So the order of changes matters only between upserts of the same process.
   */
  apply(changes: readonly LineageChange[]): Promise<void>;
  /** One answer per query, in order. An exited process is found until its retention ends. */
  ancestry(queries: readonly AncestryQuery[]): Promise<readonly Ancestry[]>;
}
