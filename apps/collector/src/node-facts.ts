import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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
