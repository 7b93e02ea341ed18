import type { DeliveryResult } from '@keywarden/routing';
import { classify } from '../shared/classify.js';
import type { FullAnswer } from '../shared/http-client.js';
import { saidBy } from '../shared/http-sink.js';

/** Errors of https://docs.slack.dev/reference/methods/chat.postMessage that pass by themselves. */
const PASSING = new Set([
  'ratelimited',
  'rate_limited',
  'request_timeout',
  'service_unavailable',
  'internal_error',
  'fatal_error',
  'team_access_not_granted',
]);

export interface ApiAnswer {
  ok: boolean;
  error?: string;
  ts?: string;
}

/** The JSON answer of a method of Slack's API; undefined for anything else. */
export function apiAnswer(body: string): ApiAnswer | undefined {
  try {
    const value = JSON.parse(body) as unknown;
    if (typeof value !== 'object' || value === null || !('ok' in value)) return undefined;
    const { error, ts } = value as { error?: unknown; ts?: unknown };
    return {
      ok: value.ok === true,
      ...(typeof error === 'string' ? { error } : {}),
      ...(typeof ts === 'string' ? { ts } : {}),
    };
  } catch {
    return undefined;
  }
}

/** The API answers 200 to a refusal too; what counts is `ok`. */
export function judgeApi(answer: FullAnswer, nowMs: number): DeliveryResult {
  const byStatus = classify(answer, nowMs);
  if (byStatus.outcome !== 'delivered') return byStatus;
  const said = apiAnswer(answer.body);
  if (said === undefined) {
    return { outcome: 'retry', reason: `not an answer of Slack's API: ${saidBy(answer)}` };
  }
  if (said.ok) return { outcome: 'delivered', answer: `HTTP ${String(answer.status)}: ok` };
  const reason = `Slack: ${(said.error ?? 'no reason given').slice(0, 100)}`;
  return PASSING.has(said.error ?? '')
    ? { outcome: 'retry', reason }
    : { outcome: 'rejected', reason };
}
