import type {
  Ancestry,
  AncestryQuery,
  LineageChange,
  LineageStore,
  ProcessKey,
  ProcessRecord,
} from '@keywarden/lineage';
import { mergeRecords, processId } from './process-record.js';
import { walkAncestry } from './walk.js';

export interface MemoryLineageOptions {
  /** Beyond this, exited processes go first (longest gone first), then the least recently used. */
  maxProcesses: number;
  /** How long an exited process is remembered. */
  retentionSeconds: number;
  /** Wall clock, ms since 1970. */
  now?: () => number;
}

interface Entry {
  /** Undefined when only the exit of the process has been seen. */
  record: ProcessRecord | undefined;
  exited_at: string | undefined;
  /** ms since 1970, for exited processes. */
  expires: number;
}

/** The process table of the all-in-one: bounded, gone with the process. */
export class MemoryLineageStore implements LineageStore {
  readonly #options: Required<MemoryLineageOptions>;
  /** Least recently used first. */
  readonly #living = new Map<string, Entry>();
  /** Longest gone first. */
  readonly #exited = new Map<string, Entry>();

  constructor(options: MemoryLineageOptions) {
    this.#options = { now: Date.now, ...options };
  }

  /** Processes held, exited ones included. */
  get size(): number {
    return this.#living.size + this.#exited.size;
  }

  apply(changes: readonly LineageChange[]): Promise<void> {
    for (const change of changes) {
      if (change.kind === 'exit') this.#exit(change.key, change.exited_at);
      else this.#merge(change);
    }
    this.#forgetExpired();
    this.#shrink();
    return Promise.resolve();
  }

  ancestry(queries: readonly AncestryQuery[]): Promise<readonly Ancestry[]> {
    this.#forgetExpired();
    return walkAncestry(queries, (keys) => Promise.resolve(keys.map((key) => this.#find(key))));
  }

  #merge(change: Exclude<LineageChange, { kind: 'exit' }>): void {
    const { key, record } = change;
    const id = processId(key);
    const exited = this.#exited.get(id);
    if (exited !== undefined) {
      exited.record = mergeRecords(exited.record, change);
      return;
    }
    const merged = mergeRecords(this.#living.get(id)?.record, change);
    this.#living.delete(id);
    this.#living.set(id, { record: merged, exited_at: undefined, expires: Infinity });
    if (record.exited_at !== undefined) this.#exit(key, record.exited_at);
  }

  #exit(key: ProcessKey, exitedAt: string): void {
    const id = processId(key);
    const known = this.#exited.get(id) ?? this.#living.get(id);
    this.#living.delete(id);
    this.#exited.delete(id);
    this.#exited.set(id, {
      record: known?.record,
      exited_at: known?.exited_at ?? exitedAt,
      expires: this.#options.now() + this.#options.retentionSeconds * 1_000,
    });
  }

  #find(key: ProcessKey): ProcessRecord | undefined {
    const id = processId(key);
    const exited = this.#exited.get(id);
    if (exited?.record !== undefined) return { ...exited.record, exited_at: exited.exited_at };
    const living = this.#living.get(id);
    if (living === undefined) return undefined;
    this.#living.delete(id);
    this.#living.set(id, living);
    return living.record;
  }

  #forgetExpired(): void {
    const now = this.#options.now();
    for (const [id, { expires }] of this.#exited) {
      if (expires > now) return;
      this.#exited.delete(id);
    }
  }

  #shrink(): void {
    for (const table of [this.#exited, this.#living]) {
      for (const id of table.keys()) {
        if (this.size <= this.#options.maxProcesses) return;
        table.delete(id);
      }
    }
  }
}
