import { KeywardenError } from '@keywarden/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layerPolicies, type PolicyLayer } from './layers.js';
import { sitePolicy } from './schema.js';

const rule = (name: string) => ({ name, reason: 'r', reader: { exe: [`/opt/${name}`] } });

function layer(name: string, input: object): PolicyLayer {
  return { name, policy: sitePolicy.parse(input) };
}

const names = (layers: readonly PolicyLayer[]): string[] =>
  layerPolicies(layers).rules.map((one) => `${one.layer}/${one.rule.name}`);

const BASE = layer('base', { rules: [rule('a'), rule('b')] });

function whereOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    if (error instanceof KeywardenError) return error.where ?? '';
  }
  return 'no error of ours';
}

describe('layers', () => {
  it('are asked from the last one down, each in its own order', () => {
    const site = layer('site', { rules: [rule('c'), rule('d')] });
    const team = layer('team', { rules: [rule('e')] });
    expect(names([BASE, site, team])).toEqual(['team/e', 'site/c', 'site/d', 'base/a', 'base/b']);
  });

  it('disable rules below them, and may give the name to a rule of their own', () => {
    expect(names([BASE, layer('site', { disable: ['a'] })])).toEqual(['base/b']);
    const replaced = layer('site', { disable: ['a'], rules: [rule('a')] });
    expect(names([BASE, replaced])).toEqual(['site/a', 'base/b']);
  });

  it('win with their settings over those below, and leave what they do not say', () => {
    const low = layer('low', { compat: 'tracee', tracee_form: 'executable', pod_helpers: 'allow' });
    const high = layer('high', { compat: 'none' });
    expect(layerPolicies([low, high])).toMatchObject({
      compat: 'none',
      traceeForm: 'executable',
      podHelpers: 'allow',
    });
  });

  it.each<[string, PolicyLayer[], RegExp, RegExp]>([
    ['a name twice in a file', [layer('x', { rules: [rule('a'), rule('a')] })], /"a".*twice/, /^x/],
    ['a name of a layer below', [BASE, layer('x', { rules: [rule('b')] })], /"b".*twice/, /^x/],
    ['an unknown name to disable', [BASE, layer('x', { disable: ['q'] })], /"q"/, /^x: disable/],
    [
      'a rule of its own to disable',
      [layer('x', { disable: ['a'], rules: [rule('a')] })],
      /"a"/,
      /x/,
    ],
    ['one name disabled twice', [BASE, layer('x', { disable: ['a', 'a'] })], /"a"/, /^x: disable/],
  ])('refuse %s', (_what, layers, message, where) => {
    const attempt = () => layerPolicies(layers);
    expect(attempt).toThrow(message);
    expect(whereOf(attempt)).toMatch(where);
  });

  it('keep every rule that nobody disables, in any split of the same rules into files', () => {
    const letters = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1 });
    fc.assert(
      fc.property(letters, fc.nat(), (all, cut) => {
        const at = cut % (all.length + 1);
        const low = layer('low', { rules: all.slice(at).map(rule) });
        const high = layer('high', { rules: all.slice(0, at).map(rule) });
        const split = layerPolicies([low, high]).rules.map((one) => one.rule);
        const whole = layerPolicies([layer('one', { rules: all.map(rule) })]).rules;
        expect(split).toEqual(whole.map((one) => one.rule));
      }),
    );
  });
});

describe('the schema', () => {
  const reader = { exe: ['/x'] };
  it.each<[string, object]>([
    ['a reader without conditions', { name: 'a', reason: 'r', reader: {} }],
    ['a relative path', { name: 'a', reason: 'r', reader: { exe: ['x'] } }],
    ['an empty list', { name: 'a', reason: 'r', reader: { exe: [] } }],
    ['an unknown key', { name: 'a', reason: 'r', reader, kindz: ['etcd'] }],
    ['an unknown kind', { name: 'a', reason: 'r', reader, kinds: ['etcdd'] }],
    ['a rule without reason', { name: 'a', reader }],
    ['an empty ancestor', { name: 'a', reason: 'r', reader: { ancestors: { any: [{}] } } }],
    ['no ancestors', { name: 'a', reason: 'r', reader: { ancestors: {} } }],
    ['no labels', { name: 'a', reason: 'r', reader: { labels: {} } }],
    ['a place alone', { name: 'a', reason: 'r', reader: { container: true } }],
    ['a user alone', { name: 'a', reason: 'r', reader: { uid: [0] } }],
  ])('refuses %s', (_what, input) => {
    expect(sitePolicy.safeParse({ rules: [input] }).success).toBe(false);
  });

  it('takes a rule as it was written before there were more conditions', () => {
    const old = { name: 'a', reason: 'r', reader: { exe: ['/x'], container: false, uid: [0] } };
    expect(sitePolicy.parse({ rules: [old] }).rules).toEqual([{ ...old, how: ['open'] }]);
  });
});
