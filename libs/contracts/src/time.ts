/**
 * RFC 3339 in UTC with nanoseconds from a Unix time in nanoseconds, for example
 * `2026-11-24T04:00:00.123456789Z`. Times before 1970 are clamped to the epoch.
 */
export function formatUnixNanos(unixNanos: bigint): string {
  const nanos = unixNanos < 0n ? 0n : unixNanos;
  const iso = new Date(Number(nanos / 1_000_000n)).toISOString();
  const fraction = (nanos % 1_000_000_000n).toString().padStart(9, '0');
  return `${iso.slice(0, 19)}.${fraction}Z`;
}

/** Unix time in nanoseconds from RFC 3339 UTC text with up to nine fraction digits. */
export function parseUnixNanos(text: string): bigint {
  const [seconds = '', fraction = ''] = text.replace(/Z$/, '').split('.');
  const millis = Date.parse(`${seconds}Z`);
  if (Number.isNaN(millis)) throw new RangeError(`not an RFC 3339 UTC time: ${text}`);
  return BigInt(millis) * 1_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9));
}

/** Whether a time of a wire message is later than another; both RFC 3339 in UTC. */
export function isLater(time: string, than: string): boolean {
  return parseUnixNanos(time) > parseUnixNanos(than);
}

/** Nanoseconds in one clock tick of /proc (USER_HZ is 100 on every supported architecture). */
export const CLOCK_TICK_NS = 10_000_000n;

/** Cuts a kernel start time (ns since boot) to the precision of /proc; see `startTime`. */
export function toStartTime(bootNanos: bigint): number {
  return Number((bootNanos / CLOCK_TICK_NS) * CLOCK_TICK_NS);
}
