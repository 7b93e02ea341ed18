import { readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { starTest } from '@keywarden/credentials';
import type { WatchRoot } from '../catalogue-roots.js';
import { resolveNodePath, toHost, toNode } from './host-root.js';
import { identityKey, type Look, lookAt, lookAtEntry } from './identity.js';
import type { Found } from './known-files.js';

/** Bounds of one scan, so that a wrong root (a home directory) cannot stall the collector. */
const MAX_DEPTH = 12;
const MAX_ENTRIES = 50_000;

export interface FoundDirectory {
  /** The path by which the catalogue knows it. */
  readonly nodePath: string;
  /** Where this process sees it, links resolved. */
  readonly hostPath: string;
  readonly look: Look;
}

/** What to listen for in a directory. */
export interface ListenTo {
  readonly identity: string;
  /** Names that matter, by the glob that means them; undefined for all. */
  names: Map<string, (name: string) => boolean> | undefined;
}

export type Listening = ReadonlyMap<string, ListenTo>;

export interface ScanResult {
  /** To be matched as subtrees: existing roots, and file systems mounted below them. */
  readonly trees: FoundDirectory[];
  readonly files: Found[];
  /** Directories whose changes can make this result stale, by host path. */
  readonly listen: Listening;
  /** True when a bound ended the scan early. */
  readonly truncated: boolean;
}

/**
 * Finds what exists now of the catalogue's roots. `onTree` is called with each directory before its
 * entries are read: the caller has the kernel match the subtree first, so a file created at any
 * moment is either already there to be listed or matched by the kernel through its parents.
 */
export function scanRoots(
  hostRoot: string,
  roots: readonly WatchRoot[],
  isCredential: (nodePath: string) => boolean,
  onTree: (tree: FoundDirectory) => void,
): ScanResult {
  const scan = new Scan(hostRoot, isCredential, onTree);
  for (const root of roots) scan.root(root);
  return scan.result();
}

class Scan {
  readonly #trees = new Map<string, FoundDirectory>();
  readonly #files: Found[] = [];
  readonly #listen = new Map<string, ListenTo>();
  #entries = 0;

  constructor(
    private readonly hostRoot: string,
    private readonly isCredential: (nodePath: string) => boolean,
    private readonly onTree: (tree: FoundDirectory) => void,
  ) {}

  result(): ScanResult {
    return {
      trees: [...this.#trees.values()],
      files: this.#files,
      listen: this.#listen,
      truncated: this.#entries > MAX_ENTRIES,
    };
  }

  root({ pattern, kind }: WatchRoot): void {
    for (const nodePath of this.#expand(pattern)) {
      const place = this.#place(nodePath);
      if (place === undefined) continue;
      if (kind === 'directory' && place.look.isDirectory) this.#tree(nodePath, place, 0);
      else if (place.look.isFile) this.#file(nodePath, place);
    }
  }

  /** Existing node paths that a pattern names; each directory on the way is listened to. */
  #expand(pattern: string): string[] {
    let paths = ['/'];
    const components = pattern.split('/').filter((name) => name !== '');
    for (const component of components) {
      paths = paths.flatMap((parent) => this.#step(parent, component));
    }
    return paths;
  }

  #step(parent: string, component: string): string[] {
    const place = this.#place(parent);
    if (place?.look.isDirectory !== true) return [];
    this.#listenTo(place, component);
    if (!component.includes('*')) {
      const child = posix.join(parent, component);
      return this.#place(child) === undefined ? [] : [child];
    }
    return this.#list(place.hostPath)
      .filter(starTest(component))
      .map((name) => posix.join(parent, name));
  }

  #tree(nodePath: string, place: { hostPath: string; look: Look }, depth: number): void {
    if (depth === 0) this.#announce({ nodePath, ...place });
    this.#listenTo(place, undefined);
    if (depth >= MAX_DEPTH) return;
    for (const name of this.#list(place.hostPath)) {
      const child = posix.join(nodePath, name);
      const found = this.#entry(place.hostPath, name, child);
      if (found === undefined) continue;
      if (found.look.isFile) this.#file(child, found);
      if (!found.look.isDirectory) continue;
      const isLink = found.hostPath !== posix.join(place.hostPath, name);
      if (isLink && !this.#mayFollow(found.hostPath)) continue;
      // On another device the kernel's walk up from a file ends at the mounted root.
      const isOwnTree = isLink || found.look.device !== place.look.device;
      this.#tree(child, found, isOwnTree ? 0 : depth + 1);
    }
  }

  /**
   * A linked directory becomes a tree of its own, unless a tree holds it already, or it is `/` or a
   * directory right below: a link to /usr in a credential folder must not have the kernel report
   * every open below /usr.
   */
  #mayFollow(hostPath: string): boolean {
    const nodePath = toNode(this.hostRoot, hostPath) ?? '/';
    if (nodePath.split('/').length <= 2) return false;
    return ![...this.#trees.values()].some(
      (tree) => hostPath === tree.hostPath || hostPath.startsWith(`${tree.hostPath}/`),
    );
  }

  #announce(tree: FoundDirectory): void {
    const key = identityKey(tree.look);
    if (this.#trees.has(key)) return;
    this.#trees.set(key, tree);
    this.onTree(tree);
  }

  #file(nodePath: string, { hostPath, look }: { hostPath: string; look: Look }): void {
    if (this.isCredential(nodePath)) this.#files.push({ nodePath, hostPath, look });
  }

  #listenTo({ hostPath, look }: { hostPath: string; look: Look }, glob: string | undefined): void {
    const known = this.#listen.get(hostPath);
    if (known === undefined) {
      this.#listen.set(hostPath, {
        identity: identityKey(look),
        names: glob === undefined ? undefined : new Map([[glob, starTest(glob)]]),
      });
    } else if (glob === undefined) known.names = undefined;
    else known.names?.set(glob, starTest(glob));
  }

  #place(nodePath: string): { hostPath: string; look: Look } | undefined {
    const resolved = resolveNodePath(this.hostRoot, nodePath);
    if (resolved === undefined) return undefined;
    const hostPath = toHost(this.hostRoot, resolved);
    const look = lookAt(hostPath);
    return look === undefined ? undefined : { hostPath, look };
  }

  /** Spares the look-up from the root for all entries that are no links, which is nearly all. */
  #entry(
    directory: string,
    name: string,
    nodePath: string,
  ): { hostPath: string; look: Look } | undefined {
    const hostPath = posix.join(directory, name);
    const look = lookAtEntry(hostPath);
    if (look === 'link') return this.#place(nodePath);
    return look === undefined ? undefined : { hostPath, look };
  }

  #list(hostPath: string): string[] {
    if (this.#entries > MAX_ENTRIES) return [];
    try {
      const names = readdirSync(hostPath);
      this.#entries += names.length;
      return names;
    } catch {
      return [];
    }
  }
}
