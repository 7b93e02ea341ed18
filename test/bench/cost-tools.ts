import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Compiles cost-probe.c into `folder` and returns the program's path. */
export function buildCostProbe(folder: string): string {
  const binary = join(folder, 'cost-probe');
  const source = join(import.meta.dirname, 'cost-probe.c');
  execFileSync('cc', ['-O2', '-static', '-o', binary, source]);
  return binary;
}

const TRACEFS = '/sys/kernel/tracing';

/**
 * Makes the system calls' own tracepoints reachable.
 *
 * @returns how to leave the machine as it was, or undefined when this kernel or these rights forbid it
 */
export function mountTracefs(): (() => void) | undefined {
  const isThere = () => existsSync(`${TRACEFS}/events/syscalls/sys_exit_openat/id`);
  if (isThere()) return () => undefined;
  try {
    execFileSync('mount', ['-t', 'tracefs', 'tracefs', TRACEFS], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const unmount = () => {
    execFileSync('umount', [TRACEFS]);
  };
  if (isThere()) return unmount;
  unmount();
  return undefined;
}
