import type { Alert } from '@keywarden/contracts';
import { inhibitorOf, type InhibitRule, type InhibitSource } from './inhibit.js';
import { labelsOf } from './labels.js';
import type { Route } from './route.js';
import { silenceOf, type Silence } from './silence.js';
import { isWithin, type TimeInterval } from './time-intervals.js';

/** What can hold a notification back, as it is now. */
export interface Mutes {
  silences: readonly Silence[];
  inhibitRules: readonly InhibitRule[];
  inhibitSources: readonly InhibitSource[];
  timeIntervals: ReadonlyMap<string, readonly TimeInterval[]>;
}

/** Why people are not told now, for the delivery log. */
export interface MutedBy {
  stage: 'inhibited' | 'silenced' | 'time-interval';
  /** E.g. `silence 4f2a… by alice: rotation of the CA`. */
  detail: string;
}

/** The first stage that mutes an alert on its route: inhibition, then silences, then time intervals. */
export function mutedBy(
  alert: Alert,
  route: Route,
  mutes: Mutes,
  nowMs: number,
): MutedBy | undefined {
  const source = inhibitorOf(mutes.inhibitRules, mutes.inhibitSources, alert, nowMs);
  if (source !== undefined) {
    const detail = `rule ${source.rule}, alert ${source.alert_id}`;
    return { stage: 'inhibited', detail };
  }
  const silence = silenceOf(mutes.silences, labelsOf(alert), nowMs);
  if (silence !== undefined) {
    const detail = `silence ${silence.id} by ${silence.author}: ${silence.reason}`;
    return { stage: 'silenced', detail };
  }
  return timeMute(route, mutes.timeIntervals, nowMs);
}

function timeMute(
  route: Route,
  intervals: Mutes['timeIntervals'],
  nowMs: number,
): MutedBy | undefined {
  const active = (name: string): boolean => isWithin(intervals.get(name) ?? [], nowMs);
  const mute = route.muteTimeIntervals.find(active);
  if (mute !== undefined) return { stage: 'time-interval', detail: `within ${mute}` };
  const { activeTimeIntervals } = route;
  // An interval that nobody defined must not keep people from hearing anything ever.
  const isTold = activeTimeIntervals.some((name) => active(name) || !intervals.has(name));
  if (activeTimeIntervals.length === 0 || isTold) return undefined;
  return { stage: 'time-interval', detail: `outside of ${activeTimeIntervals.join(', ')}` };
}
