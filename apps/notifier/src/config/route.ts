import type { EscalationStep, Matcher, Route } from '@keywarden/routing';
import { z } from 'zod';
import { matchers } from './matchers.js';

const milliseconds = z.int().min(0).max(31_536_000_000);
const names = z.array(z.string().min(1));

const timing = {
  /** From the first alert of an incident to the first notification; 0: at once. */
  group_wait_ms: milliseconds.exactOptional(),
  /** Between a notification of an incident and the next one about something new. */
  group_interval_ms: milliseconds.exactOptional(),
  /** Between notifications of an open incident when nothing new comes; 0: never. */
  repeat_interval_ms: milliseconds.exactOptional(),
  /** From the last alert of an incident to its end when nobody closes it; 0: never. */
  resolve_after_ms: milliseconds.exactOptional(),
};

const escalation = z.array(
  z.strictObject({ after_ms: milliseconds.min(1_000), receivers: names.min(1) }),
);

/** A node of the route tree as it is written; what is absent is inherited. */
export interface RouteConfig {
  matchers: Matcher[];
  receivers?: string[];
  continue: boolean;
  group_wait_ms?: number;
  group_interval_ms?: number;
  repeat_interval_ms?: number;
  resolve_after_ms?: number;
  escalation?: { after_ms: number; receivers: string[] }[];
  mute_time_intervals?: string[];
  active_time_intervals?: string[];
  routes: RouteConfig[];
}

/** The `route` of the notifier: a tree as in Alertmanager. */
export const route: z.ZodType<RouteConfig> = z.strictObject({
  /** All must match. */
  matchers,
  /** Names of `sinks`. */
  receivers: names.min(1).exactOptional(),
  /** Try the siblings after this one as well. */
  continue: z.boolean().default(false),
  ...timing,
  /** Whom to tell when nobody has acknowledged the incident in time. */
  escalation: escalation.exactOptional(),
  mute_time_intervals: names.exactOptional(),
  active_time_intervals: names.exactOptional(),
  get routes() {
    return z.array(route).default([]);
  },
});

const DEFAULTS = {
  timing: {
    groupWaitMs: 30_000,
    groupIntervalMs: 300_000,
    repeatIntervalMs: 14_400_000,
    resolveAfterMs: 86_400_000,
  },
  escalation: [] as EscalationStep[],
  muteTimeIntervals: [] as string[],
  activeTimeIntervals: [] as string[],
};

/** The tree with everything inherited filled in; without a tree every receiver gets everything. */
export function buildRoute(config: RouteConfig | undefined, receivers: readonly string[]): Route {
  return build(config ?? { matchers: [], continue: false, routes: [] }, { ...DEFAULTS, receivers });
}

type Inherited = Pick<
  Route,
  'timing' | 'escalation' | 'muteTimeIntervals' | 'activeTimeIntervals' | 'receivers'
>;

function build(config: RouteConfig, parent: Inherited): Route {
  const own: Inherited = {
    receivers: config.receivers ?? parent.receivers,
    timing: {
      groupWaitMs: config.group_wait_ms ?? parent.timing.groupWaitMs,
      groupIntervalMs: config.group_interval_ms ?? parent.timing.groupIntervalMs,
      repeatIntervalMs: config.repeat_interval_ms ?? parent.timing.repeatIntervalMs,
      resolveAfterMs: config.resolve_after_ms ?? parent.timing.resolveAfterMs,
    },
    escalation:
      config.escalation?.map((step) => ({ afterMs: step.after_ms, receivers: step.receivers })) ??
      parent.escalation,
    muteTimeIntervals: config.mute_time_intervals ?? parent.muteTimeIntervals,
    activeTimeIntervals: config.active_time_intervals ?? parent.activeTimeIntervals,
  };
  return {
    ...own,
    matchers: config.matchers,
    continue: config.continue,
    routes: config.routes.map((child) => build(child, own)),
  };
}
