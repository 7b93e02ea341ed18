import { describe, expect, it } from 'vitest';
import { DEFAULT_LAYER } from '../default-policy/index.js';
import { layerPolicies } from '../policy/layers.js';
import { sitePolicy, type AllowRuleInput } from '../policy/schema.js';
import { reviewPolicy } from './review.js';

type Part = Partial<AllowRuleInput>;

function review(...parts: Part[]): string[] {
  const rules = parts.map((part, index) => ({
    name: `rule-${String(index)}`,
    reason: 'Test.',
    reader: { exe: ['/usr/bin/x'], container: false },
    ...part,
  }));
  const policy = layerPolicies([
    DEFAULT_LAYER,
    { name: 'site', policy: sitePolicy.parse({ rules }) },
  ]);
  return reviewPolicy(policy, new Set(['site'])).map(({ rule, warning }) => `${rule} ${warning}`);
}

describe('reviewPolicy', () => {
  it('has nothing to say of a narrow rule', () => {
    expect(review({ kinds: ['etcd'] })).toEqual([]);
  });

  it.each<[string, Part, Part]>([
    ['the same conditions', { kinds: ['etcd'] }, { kinds: ['etcd'] }],
    ['fewer conditions', {}, { kinds: ['etcd'] }],
    ['more kinds', { kinds: ['etcd', 'cni'] }, { kinds: ['cni'] }],
    ['more ways', { how: ['open', 'link'] }, { how: ['link'] }],
  ])('finds a rule that never decides, behind one with %s', (_name, wide, narrow) => {
    expect(review(wide, narrow)).toEqual([
      expect.stringMatching(/^rule-1 never decides.*"rule-0"/),
    ]);
    expect(review(narrow, wide).filter((text) => text.includes('rule-0 '))).toEqual([]);
  });

  it.each<[string, Part, Part]>([
    ['another program', {}, { reader: { exe: ['/usr/bin/y'], container: false } }],
    ['one more kind', { kinds: ['etcd'] }, { kinds: ['etcd', 'cni'] }],
    ['all kinds', { kinds: ['etcd'] }, {}],
    ['another way', {}, { how: ['rename'] }],
  ])('lets a rule stand that has %s', (_name, first, second) => {
    expect(review(first, second)).toEqual([]);
  });

  it.each<[string, AllowRuleInput['reader'], RegExp]>([
    ['a path alone', { exe: ['/usr/bin/x'] }, /by path only/],
    ['a place for everybody', { exe: ['/tmp/x'], container: false }, /below \/tmp\//],
    ['any place', { exe: ['/**/x'], container: false }, /almost anywhere/],
  ])('warns of a rule that names %s', (_name, reader, warning) => {
    expect(review({ reader })).toEqual([expect.stringMatching(warning)]);
  });
});
