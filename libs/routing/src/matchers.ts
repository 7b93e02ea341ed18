import { parseExpression } from './expression.js';
import { LABEL_NAMES, POD_LABEL_PREFIX, type Labels } from './labels.js';

type Operator = '=~' | '!~' | '>=' | '<=' | '!=' | '=' | '>' | '<';

/** A matcher as it is written, and what it asks. */
export interface Matcher {
  readonly source: string;
  readonly label: string;
  matches(labels: Labels): boolean;
}

/** What an expression is tried on at most, in UTF-16 units: Linux's PATH_MAX, so that no path is cut. */
const MAX_VALUE = 4_096;
const SYNTAX = /^\s*([A-Za-z_][A-Za-z0-9_./-]*)\s*(=~|!~|>=|<=|!=|=|>|<)\s*(.*?)\s*$/s;
const SEVERITY_RANK: ReadonlyMap<string, number> = new Map([
  ['info', 0],
  ['low', 1],
  ['medium', 2],
  ['high', 3],
]);
const QUOTED = /^"((?:[^"\\]|\\.)*)"$/s;

/**
 * Parses a matcher in Alertmanager's form: `severity="high"`, `risk >= 70`, `node=~"cp-.*"`,
 * `pod_label.app != "vault"`. Expressions are those of {@link parseExpression}. A negative matcher is true of
 * an alert without the label; a comparison is not. `severity` is compared by rank.
 *
 * @returns the matcher, or what is wrong with the text
 */
export function parseMatcher(source: string): Matcher | { problem: string } {
  const found = SYNTAX.exec(source);
  if (found === null) {
    return { problem: `"${source}" is no matcher; write LABEL OPERATOR VALUE, e.g. risk >= 70` };
  }
  const [, label = '', operator = '=', quoted = ''] = found;
  if (!isKnown(label)) {
    return {
      problem: `"${label}" is no label; there are ${LABEL_NAMES.join(', ')}, pod_label.NAME`,
    };
  }
  const value = unquote(quoted);
  if (value === undefined) return { problem: `the value of "${source}" has an open quote` };
  const test = testOf(label, operator as Operator, value);
  if (typeof test === 'string') return { problem: test };
  return { source, label, matches: (labels) => test(labels.get(label) ?? []) };
}

/** All of them match; none is asked: yes. */
export function allMatch(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.every((matcher) => matcher.matches(labels));
}

type Test = (values: readonly string[]) => boolean;

function testOf(label: string, operator: Operator, value: string): Test | string {
  switch (operator) {
    case '=':
      return (values) => values.includes(value) || (value === '' && values.length === 0);
    case '!=':
      return (values) => !values.includes(value) && !(value === '' && values.length === 0);
    case '=~':
    case '!~':
      return expressionTest(value, operator === '=~');
    case '>=':
    case '<=':
    case '>':
    case '<':
      return comparison(label, operator, value);
  }
}

function expressionTest(value: string, wanted: boolean): Test | string {
  const isMatch = parseExpression(value);
  if (typeof isMatch === 'string') return isMatch;
  const any: Test = (values) =>
    values.length === 0 ? isMatch('') : values.some((each) => isMatch(each.slice(0, MAX_VALUE)));
  return (values) => any(values) === wanted;
}

function comparison(
  label: string,
  operator: '>=' | '<=' | '>' | '<',
  value: string,
): Test | string {
  const rank = (text: string): number =>
    label === 'severity' ? (SEVERITY_RANK.get(text) ?? Number.NaN) : Number(text);
  const bound = value === '' ? Number.NaN : rank(value);
  if (Number.isNaN(bound)) return `"${value}" cannot be compared with ${operator}`;
  const compare = {
    '>=': (left: number) => left >= bound,
    '<=': (left: number) => left <= bound,
    '>': (left: number) => left > bound,
    '<': (left: number) => left < bound,
  }[operator];
  return (values) => values.some((each) => compare(rank(each)));
}

function isKnown(label: string): boolean {
  if ((LABEL_NAMES as readonly string[]).includes(label)) return true;
  return label.startsWith(POD_LABEL_PREFIX) && label.length > POD_LABEL_PREFIX.length;
}

function unquote(text: string): string | undefined {
  if (!text.startsWith('"')) return text.includes('"') ? undefined : text;
  return QUOTED.exec(text)?.[1]?.replace(/\\(["\\])/g, '$1');
}
