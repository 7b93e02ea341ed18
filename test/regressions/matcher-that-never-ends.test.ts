import { parseMatcher } from '@keywarden/routing';
import { expect, it } from 'vitest';

/**
 * Expressions were tried with an engine that goes back and tries another way: with a fitting name a process
 * could keep the notifier busy for longer than the universe will last.
 */
it.each(['(a+)+$', '(a|aa)+', '(a*)*b', '(.*a){12}!', '(a|a|a)*b'])(
  'the matcher %s answers a name that was made against it',
  (expression) => {
    const matcher = parseMatcher(`executable =~ "${expression}"`);
    if ('problem' in matcher) throw new Error(matcher.problem);
    const executable = [`${'a'.repeat(4_094)}!a`];
    expect(matcher.matches(new Map([['executable', executable]]))).toBe(false);
  },
);
