import { BACKENDS, type BackendName } from './types.js';

/** Linux without a way to switch preemption off, and with tracepoints that can be preempted. */
const PREEMPTS_SINCE = 7;

/**
 * Whether a kernel may take the CPU from a program of this backend in its middle, so that the program is not run
 * for what others do on that CPU until it has ended (docs/adr/0023). Older kernels can be told to (`preempt=full`),
 * which this cannot know.
 *
 * @param release As `uname -r` gives it.
 */
export function isPreemptedWith(backend: BackendName, release: string): boolean {
  return backend !== 'kprobe' && Number.parseInt(release, 10) >= PREEMPTS_SINCE;
}

/** Best first: what this kernel never preempts, then what costs least. */
export function backendOrder(release: string): readonly BackendName[] {
  return [
    ...BACKENDS.filter((backend) => !isPreemptedWith(backend, release)),
    ...BACKENDS.filter((backend) => isPreemptedWith(backend, release)),
  ];
}
