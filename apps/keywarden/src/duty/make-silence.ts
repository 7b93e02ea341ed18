import { KeywardenError } from '@keywarden/contracts';
import { parseMatcher, type Silence } from '@keywarden/routing';
import { parseDuration } from './duration.js';
import { parseInstant } from './instant.js';
import { required } from './options.js';

/** What was asked for, as it stood on the command line. */
export interface SilenceRequest {
  matchers: readonly string[];
  author: string;
  reason: string;
  start?: string | undefined;
  duration?: string | undefined;
  until?: string | undefined;
}

const MAX_DAYS = 90;
const MAX_MS = MAX_DAYS * 86_400_000;
const MAX_MATCHERS = 50;

/**
 * The silence that was asked for.
 *
 * @throws KeywardenError `KW_USAGE` that says everything that is wrong with the matchers, or the first
 *   other thing
 */
export function makeSilence(request: SilenceRequest, made: { id: string; nowMs: number }): Silence {
  const { id, nowMs } = made;
  const { start } = request;
  const startMs = start === undefined ? nowMs : parseInstant('--start', start);
  const endMs = endOf(request, startMs);
  if (endMs <= startMs) throw usage('the silence must end after it starts');
  if (endMs <= nowMs) throw usage('the silence must end in the future');
  if (endMs - startMs > MAX_MS) {
    throw usage(`a silence may last ${String(MAX_DAYS)} days at most; silence anew when it ends`);
  }
  return {
    id,
    matchers: checked(request.matchers),
    author: required('--author', request.author),
    reason: required('--reason', request.reason),
    created_at: iso(nowMs),
    starts_at: iso(startMs),
    ends_at: iso(endMs),
  };
}

function endOf({ duration, until }: SilenceRequest, startMs: number): number {
  if (duration !== undefined && until === undefined) {
    return startMs + parseDuration('--duration', duration);
  }
  if (until !== undefined && duration === undefined) return parseInstant('--until', until);
  throw usage('say how long with either --duration or --until');
}

function checked(matchers: readonly string[]): readonly string[] {
  const problems = matchers.flatMap((text) => {
    const parsed = parseMatcher(text);
    return 'problem' in parsed ? [parsed.problem] : [];
  });
  if (matchers.length === 0) problems.push('a silence needs at least one matcher');
  if (matchers.length > MAX_MATCHERS) {
    problems.push(`a silence may have ${String(MAX_MATCHERS)} matchers at most`);
  }
  if (problems.length > 0) throw usage(problems.join('\n'));
  return matchers;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function usage(message: string): KeywardenError {
  return new KeywardenError('KW_USAGE', message);
}
