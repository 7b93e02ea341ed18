import { type BigIntStats, readFileSync, statSync } from 'node:fs';
import { resolveNodePath, toHost } from '../watch/host-root.js';

const MAX_CACHED = 4096;
/** A certificate or a kubeconfig that is larger is none. */
const MAX_BYTES = 1024n * 1024n;
/** Pseudo files: reading one is an act of its own. */
const PSEUDO = /^\/(?:proc|sys|dev)(?:\/|$)/;

/** A regular file of the node, as stat(2) shows it now. */
export interface StatedFile {
  readonly hostPath: string;
  readonly stats: BigIntStats;
}

/** The regular file at a node path; undefined for anything else. */
export function statedFile(hostRoot: string, nodePath: string): StatedFile | undefined {
  if (PSEUDO.test(nodePath)) return undefined;
  const resolved = resolveNodePath(hostRoot, nodePath);
  if (resolved === undefined) return undefined;
  const hostPath = toHost(hostRoot, resolved);
  try {
    const stats = statSync(hostPath, { bigint: true, throwIfNoEntry: false });
    return stats?.isFile() === true ? { hostPath, stats } : undefined;
  } catch {
    return undefined;
  }
}

/** Remembers what was made of a file's text, until the file changes. The text itself is not kept. */
export class TextFacts<T> {
  readonly #cache = new Map<string, T>();

  /**
   * `ifUnreadable` for a file that is too large or cannot be read. What else the answer depends on is
   * the `variant`.
   */
  of({ hostPath, stats }: StatedFile, make: (text: string) => T, ifUnreadable: T, variant = ''): T {
    const key = [stats.dev, stats.ino, stats.ctimeNs, stats.size, variant].map(String).join(' ');
    const known = this.#cache.get(key);
    if (known !== undefined || this.#cache.has(key)) return known ?? ifUnreadable;
    const text = stats.size > MAX_BYTES ? undefined : readText(hostPath);
    const made = text === undefined ? ifUnreadable : make(text);
    this.#cache.set(key, made);
    const [oldest] = this.#cache.keys();
    if (this.#cache.size > MAX_CACHED && oldest !== undefined) this.#cache.delete(oldest);
    return made;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
