import { readFileSync } from 'node:fs';
import type { Sensor, WatchTarget } from '@keywarden/sensor';
import type { Catalogue } from '../catalogue.js';
import { disksOf } from './disks.js';
import { identityKey, lookAt } from './identity.js';
import { type KnownFile, KnownFiles } from './known-files.js';
import { fileSystemPath, type Mount, parseMountInfo } from './mounts.js';
import { type FoundDirectory, type Listening, scanRoots, type ScanResult } from './scan.js';

/** A watched subtree and the two ways to spell a file in it. */
export interface Tree extends FoundDirectory {
  /** Path from the root of its file system; undefined when the mount table does not show it. */
  readonly rootPath: string | undefined;
}

export interface WatchSetOptions {
  readonly hostRoot: string;
  readonly catalogue: Catalogue;
  readonly sensor: Pick<Sensor, 'watch' | 'unwatch' | 'miss'>;
  /** How long an identity without any name is kept, ms. */
  readonly graceMs: number;
  readonly monotonicMs: () => number;
}

/**
 * What the kernel is told to watch, kept equal to what the catalogue's roots lead to now.
 *
 * Order inside one reconcile: (1) the identity of a directory is given to the kernel, which from then
 * on matches every file below it by walking up; (2) its entries are read and the files' identities
 * given too, so that names outside the tree (hard links, moved files) are recognised. A file created
 * between (1) and (2) is matched by its parents, one created before (1) is listed in (2): there is no
 * moment in which a file of an existing directory is unknown. Only the directory itself can be new,
 * and then the gap is the time from its creation to the inotify wake-up of its nearest existing
 * ancestor.
 */
export class WatchSet {
  readonly files: KnownFiles;
  #trees: Tree[] = [];
  readonly #targets = new Map<string, WatchTarget>();
  #listen: Listening = new Map();
  #mounts: readonly Mount[] = [];
  #truncated = false;

  constructor(private readonly options: WatchSetOptions) {
    this.files = new KnownFiles(lookAt, options.graceMs);
  }

  get trees(): readonly Tree[] {
    return this.#trees;
  }

  /** Directories whose change should lead to a reconcile. */
  get listen(): Listening {
    return this.#listen;
  }

  /** True when a root is too large to be listed; its files are then known by their path only. */
  get truncated(): boolean {
    return this.#truncated;
  }

  counts(): { files: number; directories: number; filesystems: number } {
    const filesystems = this.#trees.filter((tree) => this.#isVolume(tree)).length;
    const directories = this.#trees.length - filesystems;
    return { files: this.files.size, directories, filesystems };
  }

  /**
   * Whether a volume that is watched as a whole is not mounted any more: the kernel gives its device
   * number to the next one, which may be anybody's.
   */
  hasLostVolume(): boolean {
    const mounted = new Set(
      readMounts().map(({ device, mountPoint }) => `${String(device)} ${mountPoint}`),
    );
    return [...this.#targets.values()].some(
      ({ kind, device, path }) =>
        kind === 'filesystem' && !mounted.has(`${String(device)} ${path}`),
    );
  }

  /** Looks at the roots again and has the kernel follow. Synchronous, so that events wait for it. */
  reconcile(): void {
    const { catalogue, hostRoot, monotonicMs } = this.options;
    const wanted = new Set<string>();
    this.#mounts = readMounts();
    const scan = scanRoots(
      hostRoot,
      catalogue.roots,
      (nodePath) => catalogue.classify(nodePath) !== undefined,
      (tree) => {
        const target = treeTarget(tree, this.#isVolume(tree));
        this.#watch([target]);
        wanted.add(targetKey(target));
      },
    );
    for (const disk of this.#disks(scan)) {
      this.#watch([disk]);
      wanted.add(targetKey(disk));
    }
    this.#trees = scan.trees.map((tree) => ({
      ...tree,
      rootPath: this.fileSystemPath(tree.hostPath),
    }));
    const lost = this.#lostDevices();
    const { added, removed, missing } = this.files.update(scan.files, monotonicMs(), lost);
    if (missing.length > 0) this.options.sensor.miss(missing.map(fileTarget));
    this.#watch(added.map(fileTarget));
    const stale = removed.map(fileTarget);
    for (const [key, target] of this.#targets) {
      if (target.kind !== 'file' && !wanted.has(key)) stale.push(target);
    }
    this.#unwatch(stale);
    this.#listen = scan.listen;
    this.#truncated = scan.truncated;
  }

  /** The path from the root of its file system, for a path without links as this process sees it. */
  fileSystemPath(hostPath: string): string | undefined {
    return fileSystemPath(this.#mounts, hostPath);
  }

  /** Another name of a known file, learned from an event; a new file is watched from now on. */
  learn(nodePath: string, hostPath: string): void {
    const look = lookAt(hostPath);
    if (look?.isFile !== true) return;
    const added = this.files.add({ nodePath, hostPath, look });
    if (added !== undefined) this.#watch([fileTarget(added)]);
  }

  /** An identity turned out to be another file's now. */
  forget(file: KnownFile): void {
    this.files.forget(file);
    this.#unwatch([fileTarget(file)]);
  }

  /** The root of a tmpfs is a pod's own volume: all of it, which needs no walk in the kernel. */
  #isVolume({ hostPath }: FoundDirectory): boolean {
    return this.#mounts.some(({ mountPoint, type, root }) => {
      return type === 'tmpfs' && root === '/' && mountPoint === hostPath;
    });
  }

  /** Whatever the watched files lie on can be read without opening them. */
  #disks({ trees, files }: ScanResult): WatchTarget[] {
    const devices = new Set([...trees, ...files].map(({ look }) => look.device));
    const disks = new Set([...devices].flatMap((device) => disksOf(device)));
    return [...disks].map((device) => ({ device, inode: 0n, kind: 'disk', path: '/' }));
  }

  /** Volumes that were watched and are mounted nowhere any more. */
  #lostDevices(): Set<bigint> {
    const mounted = new Set(this.#mounts.map(({ device }) => device));
    const volumes = [...this.#targets.values()].filter(({ kind }) => kind === 'filesystem');
    const devices = volumes.map(({ device }) => BigInt(device));
    return new Set(devices.filter((device) => !mounted.has(device)));
  }

  /** In one go, so that the kernel is asked once. */
  #watch(targets: readonly WatchTarget[]): void {
    const fresh = targets.filter((target) => !this.#targets.has(targetKey(target)));
    if (fresh.length === 0) return;
    this.options.sensor.watch(fresh);
    for (const target of fresh) this.#targets.set(targetKey(target), target);
  }

  #unwatch(targets: readonly WatchTarget[]): void {
    const known = targets.flatMap((target) => this.#targets.get(targetKey(target)) ?? []);
    if (known.length === 0) return;
    for (const target of known) this.#targets.delete(targetKey(target));
    this.options.sensor.unwatch(known);
  }
}

function treeTarget({ look, hostPath }: FoundDirectory, isVolume: boolean): WatchTarget {
  const kind = isVolume ? 'filesystem' : 'directory';
  return { device: look.device, inode: look.inode, kind, path: hostPath };
}

function fileTarget(file: KnownFile): WatchTarget {
  const { device, inode, nodePath, names } = file;
  const [name = nodePath] = names;
  return { device, inode, kind: 'file', path: name };
}

/** A directory's path takes part in matching, so a moved directory is another target. */
function targetKey(target: WatchTarget): string {
  const key = identityKey({ device: BigInt(target.device), inode: target.inode });
  return target.kind === 'file' ? `file ${key}` : `${target.kind} ${key} ${target.path}`;
}

function readMounts(): Mount[] {
  try {
    return parseMountInfo(readFileSync('/proc/self/mountinfo', 'utf8'));
  } catch {
    return [];
  }
}
