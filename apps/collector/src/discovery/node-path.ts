import { readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { resolveNodePath, toHost } from '../watch/host-root.js';
import { isSame, type Look, lookAt } from '../watch/identity.js';
import { fileSystemPath, type Mount, parseMountInfo } from '../watch/mounts.js';

/** Credentials and configurations are small; what is larger is a log, an image or a disk. */
const MAX_BYTES = 1024n * 1024n;

/** A file that a component uses. */
export interface NodeFile {
  /** Its path on the node. */
  readonly nodePath: string;
  /** Where this process can read it. */
  readonly hostPath: string;
  readonly look: Look;
}

export interface NodePaths {
  readonly procRoot: string;
  readonly hostRoot: string;
}

/**
 * The file on the node that a path of a process leads to: the same path where it is the same file, else
 * by the mount that holds it, which is how a container has files of its node. Undefined for what is no
 * small regular file, and for what the node has nowhere.
 */
export function nodeFileOf(pid: number, path: string, roots: NodePaths): NodeFile | undefined {
  if (/^\/(?:proc|sys|dev)(?:\/|$)/.test(posix.normalize(path))) return undefined;
  const ownRoot = join(roots.procRoot, String(pid), 'root');
  const inside = resolveNodePath(ownRoot, path);
  const wanted = inside === undefined ? undefined : lookAt(toHost(ownRoot, inside));
  if (
    inside === undefined ||
    wanted?.isFile !== true ||
    sizeOf(toHost(ownRoot, inside)) > MAX_BYTES
  ) {
    return undefined;
  }
  const candidates = [path, inside, ...mountedAt(pid, inside, wanted, roots)];
  for (const candidate of candidates) {
    const found = fileAt(roots.hostRoot, posix.normalize(candidate));
    if (found !== undefined && isSame(found.look, wanted)) return found;
  }
  return undefined;
}

/** A small regular file of the node; undefined for anything else. */
export function fileAt(hostRoot: string, nodePath: string): NodeFile | undefined {
  const resolved = resolveNodePath(hostRoot, nodePath);
  if (resolved === undefined) return undefined;
  const hostPath = toHost(hostRoot, resolved);
  const look = lookAt(hostPath);
  if (look?.isFile !== true || sizeOf(hostPath) > MAX_BYTES) return undefined;
  return { nodePath, hostPath, look };
}

/** Where the first process of the node has the file system path that `path` is in the process. */
function mountedAt(pid: number, path: string, { device }: Look, roots: NodePaths): string[] {
  const own = fileSystemPath(mountsOf(roots.procRoot, pid), path);
  if (own === undefined) return [];
  return mountsOf(roots.procRoot, 1)
    .filter((mount) => mount.device === device && isBelow(mount.root, own))
    .flatMap(({ root, mountPoint }) => {
      const below = root === '/' ? own : own.slice(root.length);

      return [posix.join(mountPoint, below)];
    });
}

function isBelow(root: string, path: string): boolean {
  return root === '/' || path.startsWith(`${root}/`);
}

function mountsOf(procRoot: string, pid: number): readonly Mount[] {
  try {
    return parseMountInfo(readFileSync(join(procRoot, String(pid), 'mountinfo'), 'utf8'));
  } catch {
    return [];
  }
}

function sizeOf(hostPath: string): bigint {
  try {
    return statSync(hostPath, { bigint: true }).size;
  } catch {
    return MAX_BYTES + 1n;
  }
}
