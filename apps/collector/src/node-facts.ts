import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeView } from './watch/evasions.js';
import { lookAt } from './watch/identity.js';

/** The kernel's name for this boot; the same in every container of the node. */
export function readBootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

/**
 * Where the node's procfs is: as configured, else below the host root when something is mounted
 * there (a DaemonSet that mounts the host's root), else this process's own, which shows the node's
 * processes with `hostPID: true`. A scratch folder without one also means the own /proc.
 */
export function findProcRoot(hostRoot: string, configured: string | undefined): string {
  if (configured !== undefined) return configured;
  const below = join(hostRoot, 'proc');
  return existsSync(join(below, '1', 'stat')) ? below : '/proc';
}

/**
 * How process 1 of the node sees its files. Where a process may not look at that, the host root says
 * it, and on the node itself (not in a container, whose host root is a mount) this process's own
 * view. What stays unknown is 0 or absent, and compares with nothing.
 */
export function readNodeView(procRoot: string, hostRoot: string): NodeView {
  const isMounted = hostRoot !== '/' && lookAt(join(hostRoot, 'proc/1')) !== undefined;
  const ownNamespace = isMounted ? 0 : namespaceOf('/proc/self/ns/mnt');
  return {
    mountNamespace: namespaceOf(join(procRoot, '1/ns/mnt')) || ownNamespace,
    root: lookAt(join(procRoot, '1/root')) ?? lookAt(isMounted ? hostRoot : '/'),
  };
}

function namespaceOf(link: string): number {
  try {
    return Number(/\[(\d+)\]/.exec(readlinkSync(link))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
