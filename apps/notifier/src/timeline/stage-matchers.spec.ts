import { anAlert, anOpenEvent } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { labelsOf } from '@keywarden/routing';
import { parseMatcher } from '@keywarden/routing';

function matches(source: string, labels: Readonly<Record<string, string | readonly string[]>>) {
  const parsed = parseMatcher(source);
  if ('problem' in parsed) throw new Error(parsed.problem);
  const map = new Map(
    Object.entries(labels).map(([name, value]) => [
      name,
      typeof value === 'string' ? [value] : value,
    ]),
  );
  return parsed.matches(map);
}

const problem = (source: string) => {
  const parsed = parseMatcher(source);
  return 'problem' in parsed ? parsed.problem : undefined;
};

describe('matchers', () => {
  it('compare text exactly, quoted or not', () => {
    for (const source of ['node=a', 'node = "a"', '  node="a"  ']) {
      expect(matches(source, { node: 'a' })).toBe(true);
      expect(matches(source, { node: 'A' })).toBe(false);
      expect(matches(source, { node: 'ab' })).toBe(false);
      expect(matches(source, {})).toBe(false);
    }
    expect(matches('node="a b"', { node: 'a b' })).toBe(true);
    expect(matches('node="say \\"hi\\""', { node: 'say "hi"' })).toBe(true);
    expect(matches('node="a\\\\b"', { node: 'a\\b' })).toBe(true);
  });

  it('take a missing label for an empty one', () => {
    expect(matches('pod=""', {})).toBe(true);
    expect(matches('pod!=""', {})).toBe(false);
    expect(matches('pod!=""', { pod: 'x' })).toBe(true);
    expect(matches('pod!=x', {})).toBe(true);
    expect(matches('pod=~"x?"', {})).toBe(true);
    expect(matches('pod!~"x+"', {})).toBe(true);
    expect(matches('risk>=0', {})).toBe(false);
  });

  it('anchor expressions at both ends, over all lines', () => {
    expect(matches('node=~"cp-.*"', { node: 'cp-1' })).toBe(true);
    expect(matches('node=~"cp-.*"', { node: 'xcp-1' })).toBe(false);
    expect(matches('node=~"cp"', { node: 'cp-1' })).toBe(false);
    expect(matches('node=~"a|b"', { node: 'ab' })).toBe(false);
    expect(matches('path=~"/a.*"', { path: '/a\n/b' })).toBe(true);
    expect(matches('path=~"/a"', { path: '/a\n' })).toBe(false);
    expect(matches('path!~"/a"', { path: '/a\n' })).toBe(true);
  });

  it('know classes, flags and characters beyond the first plane', () => {
    expect(matches('node=~"\\p{Greek}+-\\d{1,3}"', { node: 'αβ-42' })).toBe(true);
    expect(matches('node=~"(?i)CP-[^/]"', { node: 'cp-😀' })).toBe(true);
    expect(matches('node=~"\\x{1F600}."', { node: '😀😀' })).toBe(true);
    expect(matches('node=~"."', { node: '\ud800' })).toBe(true);
  });

  it('are asked of every value of a label', () => {
    expect(matches('evasion=x', { evasion: ['x', 'y'] })).toBe(true);
    expect(matches('evasion!=x', { evasion: ['x', 'y'] })).toBe(false);
    expect(matches('evasion!~"x|z"', { evasion: ['x', 'y'] })).toBe(false);
    expect(matches('evasion=~z', { evasion: ['x', 'y'] })).toBe(false);
  });

  it('compare numbers as numbers and severities by rank', () => {
    expect(matches('risk>=70', { risk: '70' })).toBe(true);
    expect(matches('risk>70', { risk: '70' })).toBe(false);
    expect(matches('risk<9', { risk: '10' })).toBe(false);
    expect(matches('risk<=9', { risk: '9' })).toBe(true);
    expect(matches('severity>=medium', { severity: 'high' })).toBe(true);
    expect(matches('severity<medium', { severity: 'high' })).toBe(false);
    expect(matches('path>0', { path: 'x' })).toBe(false);
  });

  it('see a path whole, up to the longest that there is', () => {
    const path = `/${'x'.repeat(4_090)}.key`;
    expect(matches('path=~".*\\.key"', { path })).toBe(true);
    expect(matches('path!~".*\\.key"', { path })).toBe(false);
  });

  it.each([
    ['', 'is no matcher'],
    ['node', 'is no matcher'],
    ['=a', 'is no matcher'],
    ['nodes=a', 'is no label'],
    ['__proto__=a', 'is no label'],
    ['pod_label.=a', 'is no label'],
    ['node="a', 'open quote'],
    ['node=a"', 'open quote'],
    ['node="a" pod="b"', 'open quote'],
    ['node="a\\"', 'open quote'],
    [
      'node=~"("',
      '"(" is no regular expression of RE2: missing closing ): `(`. RE2 has no look-around',
    ],
    ['node=~"a)(b"', 'unexpected ): `a)(b`'],
    ['node=~"(?=a).*"', 'unsupported Perl syntax: `(?=`'],
    ['node!~"(?<!a)b"', 'is no regular expression of RE2'],
    ['node=~"(a)\\\\1"', 'invalid escape sequence: `\\1`'],
    ['node=~"a{1001}"', 'invalid repeat count'],
    ['risk>=high', 'cannot be compared'],
    ['risk>', 'cannot be compared'],
    ['risk>=""', 'cannot be compared'],
    ['severity>=constructor', 'cannot be compared'],
    ['severity>=3', 'cannot be compared'],
  ])('say what is wrong with %j', (source, what) => {
    expect(problem(source)).toContain(what);
  });

  it('read values that an attacker chose as nothing but text', () => {
    for (const value of ['a="b"', 'x\u0000y', '\ud800', '.*', '$(reboot)', '__proto__']) {
      const labels = new Map([['pod_label.app.kubernetes.io/name', [value]]]);
      const exact = `pod_label.app.kubernetes.io/name="${value.replace(/["\\]/g, '\\$&')}"`;
      const parsed = parseMatcher(exact);
      expect('problem' in parsed ? parsed.problem : parsed.matches(labels)).toBe(true);
    }
  });

  it('find the labels of an alert', () => {
    const pod = { name: 'p', namespace: 'n', uid: 'u', labels: { __proto: 'x', app: 'vault' } };
    const event = anOpenEvent({ process: { pod } });
    const labels = labelsOf(anAlert({ event }));
    expect(labels.get('namespace')).toEqual(['n']);
    expect(labels.get('pod_label.app')).toEqual(['vault']);
    expect(labels.get('severity')).toEqual(['high']);
    expect(labels.get('user')).toBeUndefined();
  });
});
