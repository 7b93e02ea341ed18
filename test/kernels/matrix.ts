import type { BackendName } from '@keywarden/sensor';
import type { KernelVersion } from './kernel.ts';

/** What a kernel does with a backend. A refusal is written down, and held against the kernel. */
export type Ability = 'runs' | { readonly cannot: string };

/** Every kernel that is supported, oldest first, and what each backend does there. */
export const MATRIX: Readonly<Record<KernelVersion, Readonly<Record<BackendName, Ability>>>> = {
  '5.10': { fentry: 'runs', kprobe: 'runs', syscall: 'runs' },
  '6.1': { fentry: 'runs', kprobe: 'runs', syscall: 'runs' },
  '6.12': { fentry: 'runs', kprobe: 'runs', syscall: 'runs' },
  newest: { fentry: 'runs', kprobe: 'runs', syscall: 'runs' },
};

/** Attacks that a backend does not show on an old kernel although it does on newer ones, and why. */
export const UNSEEN: Readonly<
  Partial<Record<KernelVersion, Partial<Record<BackendName, Readonly<Record<string, string>>>>>>
> = {
  '5.10': {
    syscall: {
      'uring-direct':
        'io_uring_complete tells no request before 5.18, and the result is no descriptor',
    },
  },
};

/**
 * Backends whose programs this kernel preempts and then skips on that CPU (docs/adr/0023): a row may be missed
 * there, if the kernel counted the runs that it skipped. `auto` takes the other one, which may miss none.
 */
export const PREEMPTED: Readonly<Partial<Record<KernelVersion, readonly BackendName[]>>> = {
  newest: ['fentry', 'syscall'],
};

/** Most rows that such a backend may miss: more is no chance. */
export const MAX_PREEMPTED_ROWS = 2;

/** Whether a row was missed for want of events, none of which is unaccounted for: the kernel skipped as many runs. */
export function isCountedMiss(why: string): boolean {
  const found =
    /^missed: (?:no event|(?<seen>\d+) events of (?<wanted>\d+)) \((?<skipped>\d+) runs skipped by the kernel\)$/.exec(
      why,
    );
  if (found?.groups === undefined) return false;
  const { seen = '0', wanted = '1', skipped } = found.groups;
  return Number(wanted) - Number(seen) <= Number(skipped);
}

/** The ends of the range: what an ordinary test run boots. */
const ENDS: readonly KernelVersion[] = ['5.10', 'newest'];

/**
 * The kernels of this run: `KEYWARDEN_KERNELS` is `all` or a list with commas; the two ends without it.
 *
 * @throws RangeError for a kernel that is not in the matrix.
 */
export function chosenKernels(chosen = process.env.KEYWARDEN_KERNELS): readonly KernelVersion[] {
  const known = Object.keys(MATRIX) as KernelVersion[];
  if (chosen === undefined || chosen === '') return ENDS;
  if (chosen === 'all') return known;
  return chosen.split(',').map((name) => {
    const version = known.find((one) => one === name.trim());
    if (version === undefined) {
      throw new RangeError(`no kernel "${name}" in the matrix; there are ${known.join(', ')}`);
    }
    return version;
  });
}
