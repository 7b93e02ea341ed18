import type { Labels } from './labels.js';
import { allMatch, type Matcher } from './matchers.js';

/** When the people behind a receiver are told, ms. */
export interface Timing {
  /** From the first alert of an incident to the first notification; what comes meanwhile is in it. */
  groupWaitMs: number;
  /** Between a notification and the next one about something new. */
  groupIntervalMs: number;
  /** Between notifications about an open incident when nothing new comes; 0: never. */
  repeatIntervalMs: number;
  /** From the last alert of an incident to its end when nobody closes it; 0: never. */
  resolveAfterMs: number;
}

/** Whom to tell when nobody has acknowledged an incident this long after its first notification. */
export interface EscalationStep {
  afterMs: number;
  receivers: readonly string[];
}

/** One node of the route tree, with what it inherits filled in. */
export interface Route {
  readonly matchers: readonly Matcher[];
  readonly receivers: readonly string[];
  /** Whether the siblings after this one are tried as well. */
  readonly continue: boolean;
  readonly timing: Timing;
  readonly escalation: readonly EscalationStep[];
  /** Names of intervals: notifications are held inside the first, and outside the second. */
  readonly muteTimeIntervals: readonly string[];
  readonly activeTimeIntervals: readonly string[];
  readonly routes: readonly Route[];
}

/**
 * The routes that take an alert, in the order of the tree: of a node's children the first that matches,
 * and further ones while those before say `continue`; the node itself when none does. The root takes
 * whatever no child does, so that no alert is without a route.
 */
export function routesOf(root: Route, labels: Labels): readonly Route[] {
  const taken: Route[] = [];
  for (const child of root.routes) {
    if (!allMatch(child.matchers, labels)) continue;
    taken.push(...routesOf(child, labels));
    if (!child.continue) break;
  }
  return taken.length === 0 ? [root] : taken;
}

/** The first route that brings an alert to a receiver; undefined when none does. */
export function routeTo(root: Route, receiver: string, labels: Labels): Route | undefined {
  return routesOf(root, labels).find(({ receivers }) => receivers.includes(receiver));
}
