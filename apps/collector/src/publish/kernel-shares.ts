import type { SensorCounters } from '@keywarden/sensor';

/** What the kernel knows of the events of one name that did not arrive (yet). */
export interface KernelShare {
  /** Emitted and not received. */
  inRing: number;
  readonly lost: Record<string, number>;
}

/** Events of which the kernel does not say of which kind they are. */
const UNKNOWN = 'unknown';

/**
 * Divides the kernel's counters among the event names, as far as it tells them; the rest is `unknown`.
 * The sum over all names is exactly what the undivided counters say.
 *
 * @param received Event name → events that arrived.
 */
export function kernelShares(
  sensor: SensorCounters,
  received: ReadonlyMap<string, number>,
): Map<string, KernelShare> {
  const shares = new Map<string, KernelShare>();
  const rest: Record<string, number> = { ...sensor.lost };
  // A record that could not be read is no longer in the ring, and may not tell its name: so no name
  // can have more there than there is in all.
  let room = Math.max(0, sensor.emitted - sum(received.values()) - undecoded(sensor.lost));
  for (const [name, { emitted, lost }] of Object.entries(sensor.byName ?? {})) {
    const seems = Math.max(0, emitted - (received.get(name) ?? 0) - undecoded(lost));
    const inRing = Math.min(seems, room);
    room -= inRing;
    shares.set(name, { inRing, lost: positive(lost) });
    for (const [cause, count] of Object.entries(lost)) rest[cause] = (rest[cause] ?? 0) - count;
  }
  const lost = positive(rest);
  if (room > 0 || Object.keys(lost).length > 0) shares.set(UNKNOWN, { inRing: room, lost });
  return shares;
}

/** Records that were in the ring and could not be read. */
function undecoded(lost: Readonly<Record<string, number>>): number {
  const counts = Object.entries(lost).filter(([cause]) => cause.startsWith('decode_'));
  return sum(counts.map(([, count]) => count));
}

function positive(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
