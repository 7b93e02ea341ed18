import type { Alert } from '@keywarden/contracts';
import type { NodeMark, NodeRecord } from './node-record.js';

/** What is known of a node. */
export interface KnownNode {
  readonly record?: NodeRecord;
  /** The alert that told that the node is silent, as long as its end is not told. */
  readonly silence?: Alert;
}

/**
 * What all detectors know of the nodes of a cluster, and of the episodes that were told and have not
 * ended. Implementations: Redis and in-memory, in libs/state; one contract suite runs against both.
 * Every call may be repeated.
 */
export interface NodeWatchStore {
  /** One answer per node, in order. */
  load(nodes: readonly string[]): Promise<readonly KnownNode[]>;
  /** Stores records in place of what was there, and ends the silences of the nodes in `spoke`. */
  save(records: readonly NodeRecord[], spoke: readonly string[]): Promise<void>;
  /** Of every node that is known, the little that is looked at all the time. */
  marks(): Promise<readonly NodeMark[]>;
  /** Nodes whose silence was told → id of that alert. */
  silences(): Promise<ReadonlyMap<string, string>>;
  /** Remembers that silences were told: node → alert. */
  silent(told: ReadonlyMap<string, Alert>): Promise<void>;
  forget(node: string): Promise<void>;

  /** The episodes of one kind that have not ended: name → the alert that tells of it. */
  episodes(): Promise<ReadonlyMap<string, Alert>>;
  /** Begins an episode. @returns the alert of whoever began it first, which is the one to tell. */
  begin(name: string, alert: Alert): Promise<Alert>;
  /** Ends the episode that this alert tells of, not another one of the same name. */
  end(name: string, alert: Alert): Promise<void>;

  /** @returns true for exactly one of all who claim the same name within `ttlMs`. */
  claim(name: string, ttlMs: number): Promise<boolean>;
}
