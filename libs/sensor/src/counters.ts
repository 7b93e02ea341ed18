import { COUNTERS } from './decoder/layout.js';
import type { SensorCounters } from './types.js';

/** Counters that mean a lost event; the others only narrow what was seen. */
const LOSSES = new Set<string>(['ring_full', 'no_scratch', 'user_string_fault', 'compat_call']);

/** User space's own counts, added to the kernel's. */
export class ReceiverCounters {
  received = 0;
  readonly faults = new Map<string, number>();

  fault(cause: string): void {
    this.faults.set(cause, (this.faults.get(cause) ?? 0) + 1);
  }

  /** `kernel` by index of {@link COUNTERS}; `missed` are runs that the kernel skipped. */
  merge(kernel: BigUint64Array, missed: number): SensorCounters {
    const lost: Record<string, number> = { program_busy: missed };
    const noted: Record<string, number> = {};
    COUNTERS.forEach((cause, index) => {
      if (cause === 'emitted') return;
      (LOSSES.has(cause) ? lost : noted)[cause] = Number(kernel[index] ?? 0n);
    });
    for (const [cause, count] of this.faults) lost[`decode_${cause}`] = count;
    return { emitted: Number(kernel[0] ?? 0n), received: this.received, lost, noted };
  }
}
