import { readFileSync } from 'node:fs';

/** The clocks that a {@link BootClock} reads, as a port for tests. */
export interface ClockSources {
  /** CLOCK_MONOTONIC, ns. */
  monotonicNs(): bigint;
  /** CLOCK_REALTIME in ms. */
  realtimeMs(): number;
  /** /proc/uptime: CLOCK_BOOTTIME in seconds with two digits. */
  uptimeText(): string;
}

export const systemSources: ClockSources = {
  monotonicNs: () => process.hrtime.bigint(),
  realtimeMs: () => Date.now(),
  uptimeText: () => readFileSync('/proc/uptime', 'utf8'),
};

/** Below this the difference is the rounding of /proc/uptime, not a suspended machine. */
const ROUNDING_NS = 20_000_000n;
/** Bounds the wait for a clock's next step, should it stand still. */
const MAX_READINGS = 2_000_000;

/**
 * Turns kernel times (CLOCK_BOOTTIME) into wall-clock times. Node reads CLOCK_MONOTONIC only, which
 * stands still while the machine is suspended; what is missing is found by /proc/uptime, whose steps
 * of 10 ms are of no use for the wall clock itself. The wall clock is read at the moment it steps to
 * the next millisecond, so that an event's time is right to some microseconds.
 */
export class BootClock {
  #suspendedNs = 0n;
  /** CLOCK_REALTIME - CLOCK_MONOTONIC. */
  #realMinusMonotonicNs = 0n;

  constructor(private readonly sources: ClockSources = systemSources) {
    this.measure();
  }

  /** Follows adjustments of the wall clock and suspensions; takes a millisecond. */
  measure(): void {
    const { sources } = this;
    const uptimeNs = parseUptime(sources.uptimeText());
    const monotonicNs = sources.monotonicNs();
    if (uptimeNs !== undefined) {
      const ahead = uptimeNs - monotonicNs;
      this.#suspendedNs = ahead > ROUNDING_NS ? ahead : 0n;
    }
    const before = sources.realtimeMs();
    let now = before;
    for (let reading = 0; now === before && reading < MAX_READINGS; reading++) {
      now = sources.realtimeMs();
    }
    this.#realMinusMonotonicNs = BigInt(now) * 1_000_000n - sources.monotonicNs();
  }

  /** Nanoseconds since boot, now. */
  bootNs(): bigint {
    return this.sources.monotonicNs() + this.#suspendedNs;
  }

  /** Unix time in ns of a moment given in ns since boot. */
  unixNanos(bootNs: bigint): bigint {
    return bootNs - this.#suspendedNs + this.#realMinusMonotonicNs;
  }
}

function parseUptime(text: string): bigint | undefined {
  const found = /^(\d+)\.(\d\d)/.exec(text);
  if (found === null) return undefined;
  return BigInt(found[1] ?? 0) * 1_000_000_000n + BigInt(found[2] ?? 0) * 10_000_000n;
}
