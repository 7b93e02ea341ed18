import type { KernelEvent } from '@keywarden/contracts';
import type { ProcessKey } from './store.js';

type Origin = Pick<KernelEvent, 'node' | 'boot_id'>;

/** The key of a process of the same node and boot as an event. */
export function processKey(
  { node, boot_id }: Origin,
  { pid, start_time }: { pid: number; start_time: number },
): ProcessKey {
  return { node, boot_id, pid, start_time };
}
