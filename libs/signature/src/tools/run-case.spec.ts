import { parseKernelEvent } from '@keywarden/contracts';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../default-policy/index.js';
import { compilePolicy } from '../policy/compile.js';
import { buildCase } from './build-case.js';
import { policyTests } from './policy-test.js';
import { runCase } from './run-case.js';

const POLICY = compilePolicy(DEFAULT_POLICY);
const classify = (path: string) =>
  path.startsWith('/etc/kubernetes/')
    ? ({ kind: 'api-server', distribution: 'kubeadm', content: 'private-key' } as const)
    : undefined;

function run(given: object, expected: object) {
  const { cases } = policyTests.parse({ cases: [{ name: 'case', given, expect: expected }] });
  return runCase(cases[0]!, POLICY, classify);
}

const STOLEN = { exe: '/usr/bin/restic', credential: '/etc/kubernetes/pki/apiserver.key' };

describe('runCase', () => {
  it.each<[string, object, object]>([
    ['an unknown reader', STOLEN, { outcome: 'alert' }],
    ['a write', { ...STOLEN, write_only: true }, { outcome: 'write-only' }],
    ['another file', { ...STOLEN, credential: '/etc/hosts' }, { outcome: 'not-a-credential' }],
    ['a kind without a path', { exe: '/usr/bin/restic', kind: 'etcd' }, { outcome: 'alert' }],
    [
      'what its session made',
      { ...STOLEN, created: true },
      { outcome: 'allowed', rule: 'creator' },
    ],
    [
      'a public part',
      { ...STOLEN, content: 'public-certificate' },
      { outcome: 'public-certificate' },
    ],
    [
      'a detour',
      { ...STOLEN, reached_by: ['hard_link', 'bind_mount'] },
      { outcome: 'alert', evasions: ['bind_mount', 'hard_link'] },
    ],
  ])('judges %s', (_name, given, expected) => {
    expect(run(given, expected)).toEqual({ passed: true, name: 'case' });
  });

  it('says every difference and which rules were asked', () => {
    const result = run(
      { exe: '/usr/bin/kubelet', kind: 'cluster-ca' },
      { outcome: 'allowed', rule: 'kubelet-ca', evasions: ['comm_spoof'] },
    );
    if (result.passed) throw new Error('the case passed');
    expect(result.differences).toEqual([
      'outcome: expected allowed, is alert',
      expect.stringMatching(/^rule: expected kubelet-ca, is kubelet/),
      'evasions: expected [comm_spoof], is []',
    ]);
    expect(result.rules.map(({ name }) => name)).toContain('kubelet');
  });

  it.each(['open', 'rename', 'link', 'memory'])('builds a valid event of a %s', (how) => {
    const { cases } = policyTests.parse({
      cases: [{ name: 'x', given: { ...STOLEN, how }, expect: { outcome: 'alert' } }],
    });
    const { event } = buildCase(cases[0]!.given, classify);
    expect(parseKernelEvent(JSON.stringify(event))).toEqual(event);
  });

  it('needs a credential or a kind', () => {
    const cases = [{ name: 'x', given: { exe: '/x' }, expect: { outcome: 'alert' } }];
    expect(policyTests.safeParse({ cases }).success).toBe(false);
  });
});
