import type { Labels } from './labels.js';
import { allMatch, parseMatcher, type Matcher } from './matchers.js';

/** A silence as it is stored: who asked for quiet about what, why, and until when. */
export interface Silence {
  id: string;
  /** In the form of {@link parseMatcher}; all must match. */
  matchers: readonly string[];
  author: string;
  reason: string;
  /** RFC 3339. */
  created_at: string;
  starts_at: string;
  ends_at: string;
  /** Who ended it before its time, and when. */
  ended?: { by: string; at: string };
}

/** One line of the audit trail of silences. */
export interface SilenceChange {
  /** RFC 3339. */
  time: string;
  action: 'created' | 'ended';
  by: string;
  silence: Silence;
}

export type SilenceState = 'pending' | 'active' | 'expired';

export function silenceState(silence: Silence, nowMs: number): SilenceState {
  const startMs = Date.parse(silence.starts_at);
  const endMs = Date.parse(silence.ends_at);
  // A time that cannot be read is no reason for quiet.
  const isReadable = !Number.isNaN(startMs) && !Number.isNaN(endMs);
  if (silence.ended !== undefined || !isReadable || nowMs >= endMs) return 'expired';
  return nowMs < startMs ? 'pending' : 'active';
}

/**
 * Whether a silence has been over for so long that nobody needs it any more. One whose end cannot be read
 * stays, for people to see.
 */
export function isOutlived(silence: Silence, nowMs: number, retentionMs: number): boolean {
  const endMs = Date.parse(silence.ended?.at ?? silence.ends_at);
  return silenceState(silence, nowMs) === 'expired' && nowMs - endMs >= retentionMs;
}

/** The first active silence that an alert falls under. A silence that cannot be read silences nothing. */
export function silenceOf(
  silences: readonly Silence[],
  labels: Labels,
  nowMs: number,
): Silence | undefined {
  return silences.find(
    (silence) => silenceState(silence, nowMs) === 'active' && covers(silence, labels),
  );
}

/** Compiling costs more than asking, and every alert asks. A silence that is read anew is a new object. */
const COMPILED = new WeakMap<Silence, readonly Matcher[]>();

function covers(silence: Silence, labels: Labels): boolean {
  const matchers = COMPILED.get(silence) ?? compiled(silence.matchers);
  COMPILED.set(silence, matchers);
  return matchers.length > 0 && allMatch(matchers, labels);
}

/** None when one of them cannot be read. */
function compiled(sources: readonly string[]): readonly Matcher[] {
  const parsed = sources.map(parseMatcher);
  return parsed.every(isMatcher) ? parsed : [];
}

function isMatcher(parsed: Matcher | { problem: string }): parsed is Matcher {
  return !('problem' in parsed);
}
