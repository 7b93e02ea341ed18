import { parseUnixNanos, type Alert } from '@keywarden/contracts';
import type { SensorStatus } from './frame.js';
import { resolvedAlert } from './resolved.js';

/** The little of a node's last heartbeat that is looked at all the time. */
export interface NodeMark {
  readonly node: string;
  readonly boot_id: string;
  readonly seq: number;
  readonly state: SensorStatus['data']['state'];
  /** How old the last proof of sight was at the heartbeat, ms by the node's clock; absent without one. */
  readonly proof_age_ms?: number;
  /** About how long it is from one heartbeat to the next, ms; 0 before the second one. */
  readonly interval_ms: number;
  /** When a detector read it, ms since 1970 by its own clock. */
  readonly heard_ms: number;
}

/** What is kept of a node from one heartbeat to the next. */
export interface NodeRecord {
  readonly mark: NodeMark;
  /** The boot before this one: its heartbeats come too late. */
  readonly previous_boot_id?: string;
  /** The last heartbeat, without its figures by event name. */
  readonly event: SensorStatus;
  /** Alerts about the sensor whose end is not told. */
  readonly open: readonly Alert[];
}

export interface Observation {
  /** Undefined for a heartbeat that is older than what is known. */
  readonly record: NodeRecord | undefined;
  /** The ends of episodes that this heartbeat tells of. */
  readonly resolved: readonly Alert[];
}

const OVER = 'the sensor sees again and loses nothing';

/**
 * Takes the next heartbeat of a node. Blindness and losses of one node and boot are one incident, so
 * their ends are told together, by the first heartbeat that knows of neither.
 *
 * @param active The alerts that the heartbeat calls for.
 */
export function observe(
  known: NodeRecord | undefined,
  event: SensorStatus,
  active: readonly Alert[],
  heardMs: number,
): Observation {
  if (known !== undefined && isStale(known, event)) return { record: undefined, resolved: [] };
  const { state } = event.data;
  const isOver = active.length === 0 && (state === 'alive' || state === 'degraded');
  const open = isOver ? [] : union(known?.open ?? [], active);
  const resolution = { by: 'keywarden', reason: OVER, time: event.time };
  const resolved = isOver
    ? (known?.open ?? []).map((alert) => resolvedAlert(alert, resolution))
    : [];
  return { record: recordOf(known, event, open, heardMs), resolved };
}

/** Whether a heartbeat says nothing new: boots never come back, and numbers count up within one. */
export function isStale(known: NodeRecord, { boot_id, seq }: SensorStatus): boolean {
  if (boot_id === known.mark.boot_id) return seq <= known.mark.seq;
  return boot_id === known.previous_boot_id;
}

function recordOf(
  known: NodeRecord | undefined,
  event: SensorStatus,
  open: readonly Alert[],
  heardMs: number,
): NodeRecord {
  const { node, boot_id, seq, data } = event;
  const isSameBoot = known?.mark.boot_id === boot_id;
  const previous = isSameBoot ? known.previous_boot_id : known?.mark.boot_id;
  const age = proofAge(event);
  const figures = { ...data };
  delete figures.by_name;
  return {
    mark: {
      node,
      boot_id,
      seq,
      state: data.state,
      ...(age === undefined ? {} : { proof_age_ms: age }),
      interval_ms: interval(known, event),
      heard_ms: heardMs,
    },
    ...(previous === undefined ? {} : { previous_boot_id: previous }),
    event: { ...event, data: figures },
    open,
  };
}

/**
 * From one heartbeat to the next by the collector's own clock. A change of state sends one between two
 * others, so half of what was known before is the least.
 */
function interval(known: NodeRecord | undefined, { boot_id, data }: SensorStatus): number {
  if (known === undefined) return 0;
  const before = known.event;
  const isSameRun =
    before.boot_id === boot_id &&
    before.data.first_seq === data.first_seq &&
    data.uptime_ms >= before.data.uptime_ms;
  if (!isSameRun) return known.mark.interval_ms;
  return Math.max(data.uptime_ms - before.data.uptime_ms, known.mark.interval_ms / 2);
}

function proofAge({ time, data }: SensorStatus): number | undefined {
  const proof = data.canary?.last_proof;
  if (proof === undefined) return undefined;
  try {
    return Math.max(0, Number((parseUnixNanos(time) - parseUnixNanos(proof)) / 1_000_000n));
  } catch {
    // `last_proof` is any text on the wire; what is no time proves nothing.
    return undefined;
  }
}

function union(open: readonly Alert[], active: readonly Alert[]): readonly Alert[] {
  const added = active.filter(({ id }) => !open.some((alert) => alert.id === id));
  return added.length === 0 ? open : [...open, ...added].slice(-MAX_OPEN);
}

/** Episodes of one node that never ended; of more, the oldest are forgotten. */
const MAX_OPEN = 16;
