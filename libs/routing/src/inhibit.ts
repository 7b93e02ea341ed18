import type { Alert } from '@keywarden/contracts';
import { labelsOf, type Labels } from './labels.js';
import { allMatch, type Matcher } from './matchers.js';

/** While an alert that matches `source` is open, graver-or-equal ones excepted, `target` is muted. */
export interface InhibitRule {
  name: string;
  source: readonly Matcher[];
  target: readonly Matcher[];
  /** Labels that both must share, e.g. `node`. */
  equal: readonly string[];
}

/** An open alert that mutes others. */
export interface InhibitSource {
  incident_id: string;
  alert_id: string;
  rule: string;
  /** The values of the rule's `equal` labels. */
  equal: Readonly<Record<string, readonly string[]>>;
  severity: number;
  risk: number;
  /** RFC 3339: without another alert it counts no longer. */
  until: string;
}

/** What an alert mutes, if it is a source: one entry for each rule. */
export function sourcesOf(
  rules: readonly InhibitRule[],
  alert: Alert,
  untilMs: number,
): InhibitSource[] {
  const labels = labelsOf(alert);
  return rules
    .filter(({ source }) => allMatch(source, labels))
    .map(({ name, equal }) => ({
      incident_id: alert.incident_id,
      alert_id: alert.id,
      rule: name,
      equal: Object.fromEntries(equal.map((label) => [label, labels.get(label) ?? []])),
      severity: alert.signature.severity,
      risk: alert.risk_score,
      until: new Date(untilMs).toISOString(),
    }));
}

/**
 * The open source that mutes an alert. Only what is graver mutes: an alert is never muted by one of less
 * severity or risk, whatever a rule says, and never by its own incident.
 */
export function inhibitorOf(
  rules: readonly InhibitRule[],
  sources: readonly InhibitSource[],
  alert: Alert,
  nowMs: number,
): InhibitSource | undefined {
  const labels = labelsOf(alert);
  const matching = new Map(
    rules.filter(({ target }) => allMatch(target, labels)).map((rule) => [rule.name, rule]),
  );
  return sources.find((source) => {
    const rule = matching.get(source.rule);
    return (
      rule !== undefined &&
      source.incident_id !== alert.incident_id &&
      nowMs < Date.parse(source.until) &&
      isGraver(source, alert) &&
      rule.equal.every((label) => same(source.equal[label] ?? [], labels, label))
    );
  });
}

function isGraver(source: InhibitSource, { signature, risk_score }: Alert): boolean {
  return source.severity >= signature.severity && source.risk > risk_score;
}

function same(values: readonly string[], labels: Labels, label: string): boolean {
  const others = labels.get(label) ?? [];
  return values.length === others.length && values.every((value) => others.includes(value));
}
