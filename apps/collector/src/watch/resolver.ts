import type { Credential } from '@keywarden/contracts';
import type {
  FileOpenEvent,
  InodeLinkEvent,
  InodeRenameEvent,
  PtraceAccessEvent,
} from '@keywarden/sensor';
import { dirname, join } from 'node:path';
import type { Catalogue } from '../catalogue.js';
import { bestOf } from './credential-rank.js';
import { evasionsOfMove, evasionsOfOpen, isDescriptor, type NodeView } from './evasions.js';
import { resolveNodePath, toHost, toNode } from './host-root.js';
import { type Identity, isSame, type Look, lookAt } from './identity.js';
import type { KnownFile } from './known-files.js';
import { PathViews, type ReportedPath } from './views.js';
import type { WatchSet } from './watch-set.js';

/** Which credential an event is about. */
export interface Resolution {
  readonly credential: Credential;
  /** Detours by which it was reached; empty for its own name. */
  readonly reachedBy: string[];
  /** The file's identity, where the kernel or a look at it gave one. */
  readonly identity: Identity | undefined;
}

export type MoveEvent = InodeRenameEvent | InodeLinkEvent;

export interface ResolverOptions {
  readonly hostRoot: string;
  /** Mount point of the node's procfs. */
  readonly procRoot: string;
  readonly catalogue: Catalogue;
  readonly watchSet: WatchSet;
  readonly nodeView: NodeView;
}

/**
 * Decides which credential a file event concerns. Identity goes before path: a path can be spelled
 * by whoever mounts, links or renames, a (device, inode) cannot. A path decides where the identity
 * is new (a file made a moment ago in a watched directory).
 */
export class CredentialResolver {
  readonly #views: PathViews;

  constructor(private readonly options: ResolverOptions) {
    this.#views = new PathViews(options.hostRoot, options.watchSet);
  }

  /** The credential that was opened or received; undefined when the file is none. */
  open(event: FileOpenEvent): Resolution | undefined {
    const { catalogue, hostRoot, nodeView } = this.options;
    const resolution = event.disk === undefined ? this.#open(event) : wholeDisk(event);
    if (resolution === undefined) return undefined;
    const isOwnName = (path: string): boolean =>
      catalogue.classify(toNode(hostRoot, path) ?? path) !== undefined;
    return withDetours(resolution, evasionsOfOpen(event, nodeView, isOwnName));
  }

  #open(event: FileOpenEvent): Resolution | undefined {
    const { watchSet } = this.options;
    const views = this.#views;
    const identity = identityOf(event);
    const paths = views.nodePaths(event);
    const byPath = this.#firstCredential(paths);
    const known = identity === undefined ? undefined : watchSet.files.get(identity);
    if (known === undefined) return this.#openNew(event, byPath, identity);
    if (byPath?.canonical_path === known.nodePath) {
      return this.#resolution(byPath, identity, views.detour(known.nodePath, event, true));
    }
    const credential = this.#credentialOf(known);
    if (this.#isInPlace(known)) {
      const detour = views.detour(known.nodePath, event, true, this.#linksOf(known));
      return this.#resolution(credential, identity, detour);
    }
    if (this.#isReused(known, this.#look(event, event.process.pid, known))) {
      watchSet.forget(known);
      return this.#openNew(event, byPath, identity);
    }
    const detour = known.parentMoved === true ? 'renamed_parent' : 'renamed';
    return this.#resolution(byPath ?? credential, identity, detour);
  }

  /**
   * The credential that was renamed or linked: the moved file itself, else the file it replaced or
   * was exchanged with, else a directory that holds credentials.
   */
  move(event: MoveEvent): Resolution | undefined {
    const resolution = this.#move(event);
    return resolution === undefined
      ? undefined
      : withDetours(resolution, evasionsOfMove(event, this.options.nodeView));
  }

  #move(event: MoveEvent): Resolution | undefined {
    const { watchSet } = this.options;
    const views = this.#views;
    const before = reportedOld(event);
    const after = reportedNew(event);
    const look = this.#look(after, event.process.pid);
    const identity = identityOf(event) ?? (event.unconfirmed ? look : undefined);
    const oldPaths = views.nodePaths(before);
    const newPaths = views.nodePaths(after);
    const known = identity === undefined ? undefined : watchSet.files.get(identity);
    if (known !== undefined) {
      this.#learnName(known, after);
      // Known by its new name: it was found there before this event was looked at, and came by no detour.
      const isOwnName =
        [...oldPaths, ...newPaths].includes(known.nodePath) || isDescriptor(event.oldPath);
      const detour = isOwnName
        ? undefined
        : views.detour(known.nodePath, before, this.#isInPlace(known));
      return this.#resolution(this.#credentialOf(known), identity, detour);
    }
    if (event.unconfirmed && this.#isForeign(event)) return undefined;
    const other = otherOf(event);
    const replaced = other === undefined ? undefined : watchSet.files.get(other);
    // A directory of credentials stays one, whatever it is called.
    const directory = this.#directoryOf(oldPaths);
    const byPath =
      (directory === undefined ? this.#takenOver(event, newPaths) : undefined) ??
      this.#firstCredential(oldPaths) ??
      (replaced === undefined ? undefined : this.#credentialOf(replaced)) ??
      directory ??
      this.#firstCredential(newPaths) ??
      this.#directoryOf(newPaths);
    if (byPath === undefined) return undefined;
    this.#followDirectory(before, after);
    return this.#resolution(byPath, identity, undefined);
  }

  /** A file that was no credential takes the name of one beside it: what counts is that name. */
  #takenOver(event: MoveEvent, newPaths: readonly string[]): Credential | undefined {
    const isBeside = dirname(event.oldPath) === dirname(event.newPath);
    if (event.name !== 'security_inode_rename' || !isBeside) return undefined;
    return this.#firstCredential(newPaths);
  }

  #openNew(
    event: FileOpenEvent,
    credential: Credential | undefined,
    identity: Identity | undefined,
  ): Resolution | undefined {
    if (isDirectory(event.mode)) return undefined;
    if (credential === undefined) return lostPath(event, identity);
    const { hostRoot, watchSet } = this.options;
    const resolved = resolveNodePath(hostRoot, credential.canonical_path);
    if (resolved !== undefined && identity !== undefined) {
      const look = lookAt(toHost(hostRoot, resolved));
      if (look !== undefined && isSame(look, identity)) {
        watchSet.learn(credential.canonical_path, toHost(hostRoot, resolved));
      }
    }
    const detour = this.#views.detour(credential.canonical_path, event, false);
    // Without an identity of before, a name that differs can only be another mount's.
    return this.#resolution(credential, identity, detour === undefined ? undefined : 'other_mount');
  }

  #resolution(
    credential: Credential,
    identity: Identity | undefined,
    detour: string | undefined,
  ): Resolution {
    return { credential, identity, reachedBy: detour === undefined ? [] : [detour] };
  }

  #firstCredential(nodePaths: readonly string[]): Credential | undefined {
    for (const path of nodePaths) {
      const credential = this.options.catalogue.classify(path);
      if (credential !== undefined) return credential;
    }
    return undefined;
  }

  #credentialOf(known: KnownFile): Credential {
    return this.options.catalogue.classify(known.nodePath) ?? unnamed(known.nodePath);
  }

  /** A directory above credentials counts as the most valuable of them, under its own path. */
  #directoryOf(nodePaths: readonly string[]): Credential | undefined {
    const { trees, files } = this.options.watchSet;
    for (const path of nodePaths) {
      const isAbove = (nodePath: string): boolean => nodePath.startsWith(`${path}/`);
      const held = [...files.values()]
        .filter((file) => isAbove(file.nodePath))
        .map((file) => this.#credentialOf(file));
      const best = bestOf(held);
      if (best !== undefined) return { ...best, canonical_path: path };
      if (trees.some(({ nodePath }) => nodePath === path || isAbove(nodePath))) {
        return unnamed(path);
      }
    }
    return undefined;
  }

  /** Files below a moved directory are found under its new name from now on. */
  #followDirectory(before: ReportedPath, after: ReportedPath): void {
    const { watchSet } = this.options;
    const views = this.#views;
    const [from = ''] = views.hostPaths(before.pathname, before.rootPath);
    const [to = ''] = views.hostPaths(after.pathname, after.rootPath);
    for (const file of watchSet.files.values()) {
      for (const name of [...file.names]) {
        if (!name.startsWith(`${from}/`)) continue;
        file.names.add(to + name.slice(from.length));
        file.parentMoved = true;
      }
    }
  }

  #learnName(known: KnownFile, after: ReportedPath): void {
    for (const path of this.#views.hostPaths(after.pathname, after.rootPath)) {
      const look = lookAt(path);
      if (look !== undefined && isSame(look, known)) {
        this.options.watchSet.learn(known.nodePath, path);
        return;
      }
    }
  }

  #isInPlace(known: KnownFile): boolean {
    const { hostRoot, watchSet } = this.options;
    const resolved = resolveNodePath(hostRoot, known.nodePath);
    return resolved !== undefined && watchSet.files.isInPlace(known, toHost(hostRoot, resolved));
  }

  /** How many names a file in its place has now. */
  #linksOf(known: KnownFile): bigint {
    const resolved = resolveNodePath(this.options.hostRoot, known.nodePath);
    const look =
      resolved === undefined ? undefined : lookAt(toHost(this.options.hostRoot, resolved));
    return look?.links ?? known.links;
  }

  /** What the process's path leads to, through its own root where that is still there. */
  #look(reported: ReportedPath, pid: number, wanted?: Identity): Look | undefined {
    const through = join(this.options.procRoot, String(pid), 'root', reported.pathname);
    const paths = [through, ...this.#views.hostPaths(reported.pathname, reported.rootPath)];
    for (const path of paths) {
      const look = lookAt(path);
      if (look !== undefined && (wanted === undefined || isSame(look, wanted))) return look;
    }
    return undefined;
  }

  /** Unsure is not reused: a file that cannot be looked at stays under suspicion. */
  #isReused(known: KnownFile, look: Look | undefined): boolean {
    return look !== undefined && look.bornNs !== known.bornNs;
  }

  /**
   * The names match, but in the process's own root the place is another one (a container's private
   * /etc/kubernetes).
   */
  #isForeign(event: MoveEvent): boolean {
    const { nodeView, watchSet } = this.options;
    const { pid, root } = event.process;
    const own = { device: BigInt(root.device), inode: root.inode };
    if (nodeView.root === undefined || own.inode === 0n || isSame(own, nodeView.root)) return false;
    // No watched directory is in the file system of its root, so the text led elsewhere; and a
    // watched file that was moved by a mount of it is missed from its place.
    if (!watchSet.trees.some(({ look }) => look.device === own.device)) return true;
    return ![event.oldPath, event.newPath].some((path) => this.#isInTree(pid, path));
  }

  /** Whether one of the directories above a path, in the process's own root, is a watched one. */
  #isInTree(pid: number, path: string): boolean {
    const root = join(this.options.procRoot, String(pid), 'root');
    for (let above = dirname(path); above !== '/' && above !== '.'; above = dirname(above)) {
      const look = lookAt(join(root, above));
      if (look === undefined) continue;
      if (this.options.watchSet.trees.some((tree) => isSame(tree.look, look))) return true;
    }
    return false;
  }
}

function withDetours(resolution: Resolution, more: readonly string[]): Resolution {
  return { ...resolution, reachedBy: [...new Set([...resolution.reachedBy, ...more])] };
}

/**
 * The kernel found the file below a watched directory, and its path is too long to be told: nobody
 * can say that it is none.
 */
function lostPath(event: FileOpenEvent, identity: Identity | undefined): Resolution | undefined {
  if (!event.truncated && !event.unconfirmed) return undefined;
  const credential = { ...unnamed(event.pathname), content: 'secret' } as const;
  return { credential, identity, reachedBy: [] };
}

/** The memory of a process that holds credentials is one itself, whatever is in it. */
export function memoryOf({ target }: PtraceAccessEvent): Resolution {
  const credential: Credential = {
    kind: 'other',
    distribution: 'generic',
    canonical_path: `/proc/${String(target.pid)}/mem`,
    content: 'secret',
  };
  return { credential, identity: undefined, reachedBy: ['process_memory'] };
}

/** A disk opened as a whole has every credential on it. */
function wholeDisk(event: FileOpenEvent): Resolution {
  const credential: Credential = {
    kind: 'other',
    distribution: 'generic',
    canonical_path: event.pathname,
    content: 'secret',
  };
  return { credential, identity: identityOf(event), reachedBy: [] };
}

function identityOf(event: { device: number; inode: bigint }): Identity | undefined {
  if (event.device === 0 && event.inode === 0n) return undefined;
  return { device: BigInt(event.device), inode: event.inode };
}

function otherOf(event: MoveEvent): Identity | undefined {
  if (event.otherInode === 0n) return undefined;
  return { device: BigInt(event.device), inode: event.otherInode };
}

function reportedOld(event: MoveEvent): ReportedPath {
  return { pathname: event.oldPath, rootPath: event.oldRootPath, device: event.device };
}

function reportedNew(event: MoveEvent): ReportedPath {
  return { pathname: event.newPath, rootPath: event.newRootPath, device: event.device };
}

function isDirectory(mode: number): boolean {
  return (mode & 0o170000) === 0o040000;
}

function unnamed(nodePath: string): Credential {
  return { kind: 'other', distribution: 'generic', canonical_path: nodePath };
}
