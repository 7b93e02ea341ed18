import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Component, componentOf } from '@keywarden/credentials';
import type { ProcReader } from '../process/proc-reader.js';
import { resolveNodePath, toHost } from '../watch/host-root.js';

const WRITABLE_BY_OTHERS = 0o022;

/** A running component whose executable can be believed. */
export interface ProvenComponent {
  readonly pid: number;
  readonly component: Component;
  /** It runs the node's own file; otherwise it is in a container or another root. */
  readonly isOnNode: boolean;
}

/**
 * Says which component a process is, if its executable proves it. Anybody can name a process
 * `kubelet`: what counts is a file of root that nobody else can write, still there under its name,
 * where the node has it or where the process's own root does.
 */
export function provenComponent(
  proc: Pick<ProcReader, 'executable'>,
  pid: number,
  { procRoot, hostRoot }: { readonly procRoot: string; readonly hostRoot: string },
): ProvenComponent | undefined {
  const exe = proc.executable(pid);
  const component = exe === undefined ? undefined : componentOf(exe.path);
  if (exe === undefined || component === undefined || exe.deleted) return undefined;
  if (exe.ownerUid !== 0 || exe.mode === undefined || (exe.mode & WRITABLE_BY_OTHERS) !== 0) {
    return undefined;
  }
  const isIn = (root: string): boolean => {
    const resolved = resolveNodePath(root, exe.path);
    return resolved !== undefined && isSameFile(toHost(root, resolved), exe);
  };
  if (isIn(hostRoot)) return { pid, component, isOnNode: true };
  const ownRoot = join(procRoot, String(pid), 'root');
  return isIn(ownRoot) ? { pid, component, isOnNode: false } : undefined;
}

function isSameFile(
  path: string,
  { device, inode }: { readonly device: bigint | undefined; readonly inode: bigint | undefined },
): boolean {
  try {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    return stats !== undefined && stats.dev === device && stats.ino === inode;
  } catch {
    return false;
  }
}
