import type { z } from 'zod';
import type { ReceiverSettings } from './receivers.js';
import type { RouteConfig } from './route.js';

interface Named {
  sinks: readonly { name: string }[];
  receivers: Readonly<Record<string, ReceiverSettings>>;
  route?: RouteConfig;
  time_intervals: readonly { name: string }[];
}

type Path = (string | number)[];

/** Names that name nothing, and fallbacks that lead in a circle: each with its place. */
export function checkReferences(config: Named, context: z.RefinementCtx): void {
  const sinks = new Set(config.sinks.map(({ name }) => name));
  const intervals = new Set(config.time_intervals.map(({ name }) => name));
  const problem = (path: Path, message: string): void => {
    context.addIssue({ code: 'custom', path, message });
  };
  const expect = (known: ReadonlySet<string>, name: string, path: Path, kind: string): void => {
    if (known.has(name)) return;
    const list = [...known].join(', ');
    problem(path, `"${name}" is no ${kind}; there are: ${list === '' ? 'none' : list}`);
  };
  for (const [name, settings] of Object.entries(config.receivers)) {
    expect(sinks, name, ['receivers', name], 'sink');
    const { fallback } = settings;
    if (fallback === undefined) continue;
    expect(sinks, fallback, ['receivers', name, 'fallback'], 'sink');
    if (isCircle(config.receivers, name)) {
      problem(['receivers', name, 'fallback'], 'leads back to where it began');
    }
  }
  const checkRoute = (route: RouteConfig, path: Path): void => {
    for (const [index, name] of (route.receivers ?? []).entries()) {
      expect(sinks, name, [...path, 'receivers', index], 'sink');
    }
    for (const [step, { receivers }] of (route.escalation ?? []).entries()) {
      for (const [index, name] of receivers.entries()) {
        expect(sinks, name, [...path, 'escalation', step, 'receivers', index], 'sink');
      }
    }
    for (const key of ['mute_time_intervals', 'active_time_intervals'] as const) {
      for (const [index, name] of (route[key] ?? []).entries()) {
        expect(intervals, name, [...path, key, index], 'time interval');
      }
    }
    for (const [index, child] of route.routes.entries()) {
      checkRoute(child, [...path, 'routes', index]);
    }
  };
  if (config.route === undefined) return;
  if (config.route.matchers.length > 0) {
    problem(['route', 'matchers'], 'the root of the tree takes everything; put them into a child');
  }
  checkRoute(config.route, ['route']);
}

function isCircle(receivers: Readonly<Record<string, ReceiverSettings>>, start: string): boolean {
  const seen = new Set<string>();
  for (let at: string | undefined = start; at !== undefined; at = receivers[at]?.fallback) {
    if (seen.has(at)) return true;
    seen.add(at);
  }
  return false;
}
