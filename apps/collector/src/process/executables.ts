import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Executable, toWideInteger } from '@keywarden/contracts';
import type { Executable as SensorExecutable } from '@keywarden/sensor';
import type { Packages } from './packages.js';
import type { ProcReader } from './proc-reader.js';

const MAX_CACHED = 4096;

export interface ExecutablesOptions {
  readonly procRoot: string;
  readonly hostRoot: string;
  /** Whose package a file of the node is; a path in a container is another file. */
  readonly packages: Pick<Packages, 'ownerOf'>;
}

interface FileFacts {
  readonly mode: number;
  readonly ownerUid: number;
}

/**
 * Completes what the kernel says about an executable with its permission bits and owner. The process
 * may be gone when its event is read, so the facts are looked for at several places and each answer
 * is taken only when device and inode are the ones that the kernel saw running.
 */
export class Executables {
  readonly #cache = new Map<string, FileFacts & { path: string }>();

  constructor(
    private readonly proc: ProcReader,
    private readonly options: ExecutablesOptions,
  ) {}

  /** From a kernel event. `fallbackPath`: what was given to execve, when the kernel has no path. */
  describe(pid: number, seen: SensorExecutable, fallbackPath?: string): Executable | undefined {
    if (seen.inode === 0n) return undefined;
    const key = `${String(seen.device)}:${String(seen.inode)}`;
    const path = seen.path ?? this.#cache.get(key)?.path ?? fallbackPath;
    if (path === undefined) return undefined;
    const facts = this.#factsOf(pid, seen, path);
    if (facts !== undefined) this.#remember(key, { ...facts, path });
    const isOnNode = this.#isOnNode(seen, path);
    const owner = isOnNode && !seen.deleted ? this.options.packages.ownerOf(path) : undefined;
    return {
      path,
      device: toWideInteger(BigInt(seen.device)),
      inode: toWideInteger(seen.inode),
      deleted: seen.deleted,
      memfd: seen.deleted && path.startsWith('/memfd:'),
      on_node: isOnNode,
      ...(owner === undefined ? {} : { package: owner }),
      ...(facts === undefined ? {} : { mode: facts.mode, owner_uid: facts.ownerUid }),
    };
  }

  /** From procfs alone, for processes older than the sensor. */
  ofRunning(pid: number): Executable | undefined {
    const found = this.proc.executable(pid);
    if (found === undefined) return undefined;
    const { path, deleted, memfd, device, inode, mode, ownerUid } = found;
    return {
      path,
      deleted,
      memfd,
      ...(device === undefined ? {} : { device: toWideInteger(device) }),
      ...(inode === undefined ? {} : { inode: toWideInteger(inode) }),
      ...(mode === undefined ? {} : { mode }),
      ...(ownerUid === undefined ? {} : { owner_uid: ownerUid }),
    };
  }

  /** A process chooses its root and its mounts, and by them what its path is: the node's decides. */
  #isOnNode(seen: SensorExecutable, path: string): boolean {
    const { procRoot, hostRoot } = this.options;
    const places = [join(procRoot, '1', 'root', path), join(hostRoot, path), path];
    return places.some((place) => statIfSame(place, seen) !== undefined);
  }

  #factsOf(pid: number, seen: SensorExecutable, path: string): FileFacts | undefined {
    const { procRoot, hostRoot } = this.options;
    const places = [
      join(procRoot, String(pid), 'exe'),
      join(procRoot, String(pid), 'root', path),
      join(procRoot, '1', 'root', path),
      join(hostRoot, path),
      path,
    ];
    for (const place of places) {
      const facts = statIfSame(place, seen);
      if (facts !== undefined) return facts;
    }
    // Permissions may have changed since, but an old answer beats none for a file that is gone.
    return this.#cache.get(`${String(seen.device)}:${String(seen.inode)}`);
  }

  #remember(key: string, facts: FileFacts & { path: string }): void {
    this.#cache.delete(key);
    this.#cache.set(key, facts);
    const [oldest] = this.#cache.keys();
    if (this.#cache.size > MAX_CACHED && oldest !== undefined) this.#cache.delete(oldest);
  }
}

function statIfSame(path: string, seen: SensorExecutable): FileFacts | undefined {
  try {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    if (stats.dev !== BigInt(seen.device) || stats.ino !== seen.inode) return undefined;
    return { mode: Number(stats.mode & 0o7777n), ownerUid: Number(stats.uid) };
  } catch {
    return undefined;
  }
}
