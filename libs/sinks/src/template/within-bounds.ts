import type { Alert } from '@keywarden/contracts';
import type { Notification } from '@keywarden/routing';
import type { Template } from './template.js';
import { variablesOf } from './variables.js';

/** Longest texts that are tried for the gravest alert alone, UTF-16 units. */
const TEXT_LENGTHS = [4_096, 512, 64];

/**
 * Renders a text that has no default to give way to. When it exceeds the bounds of templates it is
 * rendered again with half of the alerts, the gravest, and so on; then with the gravest alone and its
 * texts cut. Whoever chooses long names must not be able to keep an alert from its receiver.
 *
 * @throws Error when even that exceeds the bounds
 */
export function renderWithin(template: Template, notification: Notification): string {
  let failure: unknown;
  for (const fewer of reductions(notification)) {
    const leftOut = notification.alerts.length - fewer.alerts.length;
    try {
      return template.render(variablesOf(fewer, leftOut));
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}

function* reductions(notification: Notification): Generator<Notification> {
  yield notification;
  const { alerts } = notification;
  for (let count = Math.floor(alerts.length / 2); count >= 1; count = Math.floor(count / 2)) {
    yield { ...notification, alerts: gravestOf(alerts, count) };
  }
  const [worst] = gravestOf(alerts, 1);
  for (const length of TEXT_LENGTHS) yield { ...notification, alerts: [cutTexts(worst, length)] };
}

/** The `count` gravest, the first of equal ones, in the order in which they were. */
function gravestOf(alerts: Notification['alerts'], count: number): Notification['alerts'] {
  const kept = new Set(alerts.toSorted((a, b) => b.risk_score - a.risk_score).slice(0, count));
  return alerts.filter((alert) => kept.has(alert)) as unknown as Notification['alerts'];
}

function cutTexts(alert: Alert, length: number): Alert {
  const cut = (value: unknown): unknown => {
    if (typeof value === 'string') return cutText(value, length);
    if (Array.isArray(value)) return value.map(cut);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, cut(inner)]));
  };
  return cut(alert) as Alert;
}

function cutText(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).toWellFormed()}…`;
}
