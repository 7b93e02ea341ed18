import { type Identity, identityKey, isSame, type Look } from './identity.js';

/** Names kept of one file: whoever makes links in a loop must not fill the memory. */
const MAX_NAMES = 32;

/** A credential file that has been seen, by identity. */
export interface KnownFile extends Identity {
  /** Its path on the node by which the catalogue knows it. */
  readonly nodePath: string;
  readonly bornNs: bigint;
  links: bigint;
  /** Names of it as this process sees them: where it was found, and where events say it went. */
  readonly names: Set<string>;
  /** A directory above it was renamed, and the file with it. */
  parentMoved?: boolean;
  /** Monotonic ms since when no name of it leads to it any more. */
  missingSince?: number;
}

export interface Found {
  readonly nodePath: string;
  readonly hostPath: string;
  readonly look: Look;
}

/**
 * The credential files by (device, inode), so that a hard link, a bind mount or a later name is
 * recognised as the file it is.
 *
 * When to forget: a file system hands a freed inode number to the next file it creates (ext4 often
 * at once), so an identity kept for ever would one day accuse an innocent file; an identity dropped
 * at the first missing name would lose a stolen key that was only moved away. So an identity stays
 * while any known name leads to it, or while it has names that were never seen (link count above
 * one); after that for a grace, in which every event through it is checked against the birth time.
 */
export class KnownFiles {
  readonly #byIdentity = new Map<string, KnownFile>();

  constructor(
    private readonly look: (path: string) => Look | undefined,
    private readonly graceMs: number,
  ) {}

  get size(): number {
    return this.#byIdentity.size;
  }

  get(identity: Identity): KnownFile | undefined {
    return this.#byIdentity.get(identityKey(identity));
  }

  values(): Iterable<KnownFile> {
    return this.#byIdentity.values();
  }

  /**
   * Takes over what a scan found and judges what it did not find.
   *
   * @param nowMs monotonic
   * @param lostDevices file systems that are gone: their numbers belong to others next
   * @returns identities that are new, that are forgotten now, and that have just lost their last name.
   */
  update(
    found: readonly Found[],
    nowMs: number,
    lostDevices: ReadonlySet<bigint> = new Set(),
  ): { added: KnownFile[]; removed: KnownFile[]; missing: KnownFile[] } {
    const added: KnownFile[] = [];
    for (const one of found) {
      const known = this.add(one);
      if (known !== undefined) added.push(known);
    }
    const present = new Set(found.map(({ look }) => identityKey(look)));
    const removed: KnownFile[] = [];
    const missing: KnownFile[] = [];
    for (const [key, file] of this.#byIdentity) {
      const isLost = lostDevices.has(file.device);
      if (present.has(key)) continue;
      const wasMissing = file.missingSince !== undefined;
      if (isLost || this.#isGone(file, nowMs)) {
        removed.push(file);
        this.#byIdentity.delete(key);
      } else if (!wasMissing && file.missingSince !== undefined) {
        missing.push(file);
      }
    }
    return { added, removed, missing };
  }

  /** Adds one file, or one more name of it; gives it back when its identity is new. */
  add({ nodePath, hostPath, look }: Found): KnownFile | undefined {
    const known = this.get(look);
    if (known?.bornNs === look.bornNs) {
      known.links = look.links;
      known.names.add(hostPath);
      if (known.names.size > MAX_NAMES) known.names.delete(first(known.names));
      delete known.missingSince;
      return undefined;
    }
    const { device, inode, bornNs, links } = look;
    const file = { device, inode, bornNs, links, nodePath, names: new Set([hostPath]) };
    this.#byIdentity.set(identityKey(look), file);
    // The same number is watched already when only its birth differs.
    return known === undefined ? file : undefined;
  }

  forget(identity: Identity): void {
    this.#byIdentity.delete(identityKey(identity));
  }

  /** Whether the file still is what its catalogue path leads to. */
  isInPlace(file: KnownFile, hostPath: string): boolean {
    const look = this.look(hostPath);
    return look !== undefined && isSame(look, file);
  }

  #isGone(file: KnownFile, nowMs: number): boolean {
    const alive = [...file.names].flatMap((name) => {
      const look = this.look(name);
      const leads = look !== undefined && isSame(look, file) && look.bornNs === file.bornNs;
      return leads ? [{ name, look }] : [];
    });
    const [first] = alive;
    if (first !== undefined) {
      file.names.clear();
      for (const { name } of alive) file.names.add(name);
      file.links = first.look.links;
      delete file.missingSince;
      return false;
    }
    if (file.links > BigInt(file.names.size)) return false;
    file.missingSince ??= nowMs;
    return nowMs - file.missingSince >= this.graceMs;
  }
}

function first(names: ReadonlySet<string>): string {
  const [name = ''] = names;
  return name;
}
