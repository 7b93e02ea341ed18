import type { Alert } from '@keywarden/contracts';
import { newsKey } from './dedup.js';
import type { EscalationStep, Timing } from './route.js';
import type { GroupState } from './store.js';

const MAX_NEWS = 256;
/** How often it is looked whether what muted an incident has ended, ms. */
export const MUTE_CHECK_MS = 60_000;

/**
 * How long news of an incident wait before they go out, ms: the group wait the first time, later the rest
 * of the group interval. A clock that was set back never makes a wait longer than the interval.
 */
export function flushDelayMs(state: GroupState | undefined, timing: Timing, nowMs: number): number {
  const last = state?.last_told_ms;
  if (last === undefined || state?.closed === true) return timing.groupWaitMs;
  const rest = last + timing.groupIntervalMs - nowMs;
  return Math.min(timing.groupIntervalMs, Math.max(0, rest));
}

/** The group after the receiver was told of alerts. */
export function afterTold(
  state: GroupState | undefined,
  alerts: readonly [Alert, ...Alert[]],
  news: { isNew: boolean; nowMs: number },
): GroupState {
  const { isNew, nowMs } = news;
  const before = openGroup(state, alerts[0], nowMs);
  return {
    ...before,
    told: before.told + before.muted + (isNew ? alerts.length : 0),
    muted: 0,
    notifications: before.notifications + 1,
    first_told_ms: before.first_told_ms ?? nowMs,
    last_told_ms: nowMs,
    last_alert_ms: isNew ? nowMs : before.last_alert_ms,
    closed: false,
    gravest: graver(before.gravest, alerts),
    news: [...new Set([...before.news, ...alerts.map(newsKey)])].slice(-MAX_NEWS),
  };
}

/** The group after alerts were muted: people will hear of them when that ends. */
export function afterMuted(
  state: GroupState | undefined,
  alerts: readonly [Alert, ...Alert[]],
  nowMs: number,
): GroupState {
  const before = openGroup(state, alerts[0], nowMs);
  return {
    ...before,
    muted: before.muted + alerts.length,
    last_alert_ms: nowMs,
    closed: false,
    gravest: graver(before.gravest, alerts),
  };
}

/** The group after its incident was closed. */
export function afterClosed(state: GroupState): GroupState {
  const episode = (state.episode ?? 0) + (state.closed ? 0 : 1);
  return { ...state, episode, muted: 0, closed: true, notifications: state.notifications + 1 };
}

/** What is to be done about an incident that nothing new came of. */
export interface DuePlan {
  /** Its end is due. */
  close: boolean;
  /** Alerts were muted: look whether they still are. */
  muted: boolean;
  repeat: boolean;
  /** Steps of the escalation whose time has come, as indices. */
  escalate: readonly number[];
}

export function duePlan(
  state: GroupState,
  timing: Timing,
  steps: readonly EscalationStep[],
  nowMs: number,
): DuePlan {
  const { first_told_ms, last_told_ms, last_alert_ms } = state;
  const isOver = (since: number | undefined, ms: number): boolean =>
    since !== undefined && nowMs - since >= ms;
  return {
    close: timing.resolveAfterMs > 0 && isOver(last_alert_ms, timing.resolveAfterMs),
    muted: state.muted > 0,
    repeat: timing.repeatIntervalMs > 0 && isOver(last_told_ms, timing.repeatIntervalMs),
    escalate: steps.flatMap(({ afterMs }, index) =>
      index >= state.escalated && isOver(first_told_ms, afterMs) ? [index] : [],
    ),
  };
}

/** When an open group has to be looked at again, wall clock ms; null: not before something new comes. */
export function nextDueMs(
  state: GroupState,
  timing: Timing,
  steps: readonly EscalationStep[],
  nowMs: number,
): number | null {
  if (state.closed) return null;
  const { first_told_ms, last_told_ms, last_alert_ms } = state;
  const times: number[] = [];
  if (state.muted > 0) times.push(nowMs + MUTE_CHECK_MS);
  if (timing.repeatIntervalMs > 0 && last_told_ms !== undefined) {
    times.push(last_told_ms + timing.repeatIntervalMs);
  }
  if (timing.resolveAfterMs > 0) times.push(last_alert_ms + timing.resolveAfterMs);
  const step = steps[state.escalated];
  if (step !== undefined && first_told_ms !== undefined) times.push(first_told_ms + step.afterMs);
  return times.length === 0 ? null : Math.min(...times);
}

/** An incident that was closed and goes on is told from the beginning; only the counts go on. */
function openGroup(state: GroupState | undefined, gravest: Alert, nowMs: number): GroupState {
  if (state?.closed === false) return state;
  const { notifications = 0, episode = 0 } = state ?? {};
  return { ...emptyGroup(gravest, nowMs), notifications, episode };
}

function emptyGroup(gravest: Alert, nowMs: number): GroupState {
  return {
    told: 0,
    muted: 0,
    notifications: 0,
    last_alert_ms: nowMs,
    escalated: 0,
    closed: false,
    gravest,
    news: [],
  };
}

function graver(known: Alert, alerts: readonly Alert[]): Alert {
  return alerts.reduce((worst, one) => (one.risk_score > worst.risk_score ? one : worst), known);
}
