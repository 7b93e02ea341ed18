import { basename } from 'node:path';
import type { Identify } from './watch-plan.js';
import type { InodeLinkEvent, InodeRenameEvent, WatchTarget } from './types.js';

type MoveEvent = InodeRenameEvent | InodeLinkEvent;

/** From the kernel's record to its reader; what is older was read. */
const ON_ITS_WAY_MS = 1_000;

interface Identity {
  readonly device: bigint;
  readonly inode: bigint;
  /** What stood at the new path before. */
  readonly other?: bigint;
}

function isBelow(path: string, directory: string): boolean {
  return path.startsWith(`${directory}/`);
}

/**
 * The second half of recognising a rename on the `syscall` backend: the kernel passed the call on
 * because of a name; here the watched paths themselves say whether their object was moved. Only
 * watched paths and what lies below watched directories are looked at, never a caller's choice.
 */
export class MoveConfirmer {
  private readonly targets = new Map<string, WatchTarget>();
  /** Gone from their paths by an event that was told: the next move of that name is another file's. */
  private readonly told = new Set<WatchTarget>();
  /** Target → monotonic ms when its owner found it missing. */
  private readonly missing = new Map<string, number>();

  constructor(
    private readonly identify: Identify,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  add(target: WatchTarget): void {
    this.targets.set(target.path, target);
  }

  remove(target: WatchTarget): void {
    const known = this.targets.get(target.path);
    if (known !== undefined) this.told.delete(known);
    this.missing.delete(target.path);
    this.targets.delete(target.path);
  }

  /**
   * The owner found these missing. What took them is on its way for a moment; a move that comes later
   * than that did not.
   */
  miss(targets: readonly WatchTarget[]): void {
    for (const { path } of targets) this.missing.set(path, this.nowMs());
  }

  /** The event, with `unconfirmed` cleared and the identity filled in where that could be found. */
  confirm<Event extends MoveEvent>(event: Event): Event {
    const found = !event.unconfirmed && event.inode !== 0n ? 'by-kernel' : this.find(event);
    if (found === undefined) return event;
    if (event.name === 'security_inode_rename') this.tell(event);
    if (found === 'by-kernel') return event;
    return {
      ...event,
      unconfirmed: false,
      ...(found === 'by-path' || event.inode !== 0n
        ? {}
        : { device: Number(found.device), inode: found.inode }),
      ...(found === 'by-path' || found.other === undefined ? {} : { otherInode: found.other }),
    };
  }

  private find(event: MoveEvent): Identity | 'by-path' | undefined {
    const named = this.targets.get(event.oldPath);
    if (named !== undefined && this.concerns(event, named)) return identityOf(named);
    const linked = event.name === 'security_inode_link' ? this.identifyFor(event) : undefined;
    if (linked !== undefined && this.isWatched(linked)) return linked;
    const directories = [...this.targets.values()].filter(({ kind }) => kind !== 'file');
    if (directories.some(({ path }) => isBelow(event.newPath, path))) {
      return this.identify(event.newPath) ?? 'by-path';
    }
    if (directories.some(({ path }) => isBelow(event.oldPath, path))) return 'by-path';
    const replaced = this.targets.get(event.newPath);
    if (replaced !== undefined && this.isGone(replaced)) {
      const now = this.identify(event.newPath);
      return now === undefined ? 'by-path' : { ...now, other: replaced.inode };
    }
    return this.displaced(event);
  }

  /** What is at the new path, as the process that moved it sees it, or this one. */
  private identifyFor(event: MoveEvent): { device: bigint; inode: bigint } | undefined {
    const own = `/proc/${String(event.process.pid)}/root${event.newPath}`;
    return this.identify(own) ?? this.identify(event.newPath);
  }

  /** A rename took the object away from its path; a link left it there. */
  private concerns(event: MoveEvent, target: WatchTarget): boolean {
    return event.name === 'security_inode_link' || this.isGone(target);
  }

  /** Watched objects that are no longer where they were, below a moved directory or by their name. */
  private displaced(event: MoveEvent): Identity | 'by-path' | undefined {
    if (event.name === 'security_inode_link') return undefined;
    const name = basename(event.oldPath);
    const now = this.identifyFor(event);
    for (const target of this.targets.values()) {
      const below = isBelow(target.path, event.oldPath) || isBelow(target.path, event.newPath);
      const same = basename(target.path) === name;
      if ((!below && !same) || this.isExplained(target) || !this.isGone(target)) continue;
      if (below) return 'by-path';
      // Another file of that name: what arrived at the new path is not the watched one.
      if (now !== undefined && now.inode !== target.inode) continue;
      return identityOf(target);
    }
    return undefined;
  }

  private isExplained(target: WatchTarget): boolean {
    const since = this.missing.get(target.path);
    return this.told.has(target) || (since !== undefined && this.nowMs() - since > ON_ITS_WAY_MS);
  }

  /** Whatever this move took away is explained by it. */
  private tell(event: MoveEvent): void {
    const name = basename(event.oldPath);
    for (const target of this.targets.values()) {
      const isOf =
        basename(target.path) === name ||
        isBelow(target.path, event.oldPath) ||
        isBelow(target.path, event.newPath);
      if (isOf && this.isGone(target)) this.told.add(target);
    }
  }

  private isWatched({ device, inode }: Identity): boolean {
    for (const target of this.targets.values()) {
      if (target.inode === inode && BigInt(target.device) === device) return true;
    }
    return false;
  }

  private isGone(target: WatchTarget): boolean {
    const now = this.identify(target.path);
    return now?.inode !== target.inode || now.device !== BigInt(target.device);
  }
}

function identityOf(target: WatchTarget): Identity {
  return { device: BigInt(target.device), inode: target.inode };
}
