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

/** Makes the system calls' own tracepoints reachable; false when this kernel or these rights forbid it. */
export function mountTracefs(): boolean {
  const there = () => existsSync('/sys/kernel/tracing/events/syscalls/sys_exit_openat/id');
  if (there()) return true;
  try {
    execFileSync('mount', ['-t', 'tracefs', 'tracefs', '/sys/kernel/tracing'], { stdio: 'ignore' });
  } catch {
    return false;
  }
  return there();
}
