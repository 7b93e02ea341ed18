import { aRenameEvent, anOpenEvent } from '@keywarden/testing';
import type { CredentialEvent } from '@keywarden/contracts';
import type { Ancestry } from '@keywarden/lineage';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LAYER, DEFAULT_POLICY } from '../default-policy/index.js';
import { judge } from '../judge.js';
import { compilePolicy } from '../policy/compile.js';
import { layerPolicies } from '../policy/layers.js';
import { sitePolicy } from '../policy/schema.js';
import type { Judged } from './judged.js';
import { Suggester, type Suggestions } from './suggest.js';

const DEFAULT = compilePolicy(DEFAULT_POLICY);
const program = (path: string) => ({ path, device: 1, inode: 1, mode: 0o755, owner_uid: 0 });

/** Below systemd, and nothing above that is not known. */
function lineageOf({ process }: CredentialEvent, parent = 'systemd', argv = ['systemd']): Ancestry {
  const { pid, start_time, comm, exe } = process;
  const above = { pid: 1, start_time: 1, comm: parent, exe: program(`/usr/bin/${parent}`), argv };
  return { processes: [{ pid, start_time, comm, exe }, above], complete: true };
}

function judged(event: CredentialEvent, lineage: Ancestry = lineageOf(event)): Judged {
  return { event, lineage, verdict: judge({ event, lineage, policy: DEFAULT }) };
}

function suggest(seen: readonly Judged[]): Suggestions {
  const suggester = new Suggester();
  for (const one of seen) suggester.see(one);
  return suggester.result();
}

const vault = (path = '/etc/kubernetes/pki/ca.key', uid = 0) =>
  anOpenEvent({
    process: { comm: 'sitebackup', exe: program('/usr/bin/sitebackup'), uid },
    data: {
      credential: {
        kind: 'cluster-ca',
        distribution: 'kubeadm',
        canonical_path: path,
        content: 'private-key',
      },
    },
  });

describe('Suggester', () => {
  it('says all that is known of the reader, and gathers what one reader takes', () => {
    const { suggestions } = suggest([
      judged(vault()),
      judged(vault('/etc/kubernetes/pki/front-proxy-ca.key', 7)),
      judged(vault()),
    ]);
    expect(suggestions).toHaveLength(1);
    expect(suggestions[0]).toMatchObject({
      count: 3,
      rule: {
        name: 'suggested-sitebackup',
        reader: {
          exe: ['/usr/bin/sitebackup'],
          container: false,
          interactive: false,
          entry: ['systemd-service'],
          uid: [0, 7],
        },
        kinds: ['cluster-ca'],
        paths: ['/etc/kubernetes/pki/ca.key', '/etc/kubernetes/pki/front-proxy-ca.key'],
        how: ['open'],
      },
    });
  });

  it('keeps an interactive reader and a rename apart', () => {
    const login = vault();
    login.process.tty = 'pts/0';
    const move = aRenameEvent({ process: { exe: program('/usr/bin/sitebackup'), uid: 0 } });
    const { suggestions } = suggest([judged(vault()), judged(login), judged(move)]);
    expect(suggestions.map(({ rule }) => rule.name)).toEqual([
      'suggested-sitebackup',
      'suggested-sitebackup-2',
      'suggested-sitebackup-3',
    ]);
    expect(suggestions[1]?.rule.reader.interactive).toBe(true);
    expect(suggestions[2]?.rule.how).toEqual(['rename']);
  });

  it.each<[string, Parameters<typeof anOpenEvent>[0], RegExp]>([
    ['a shell tool', {}, /general tool/],
    [
      'who hides',
      { process: { exe: program('/usr/bin/x') }, data: { reached_by: ['hard_link'] } },
      /hard_link/,
    ],
    ['an unproven one', { process: { exe: { path: '/usr/bin/x' } } }, /not proven/],
    [
      'a foreign file',
      { process: { exe: { ...program('/usr/bin/x'), owner_uid: 1 } } },
      /hides|not proven/,
    ],
    ['an unknown image', { process: { exe: program('/x'), container: { id: 'a' } } }, /image/],
    ['a glob as a path', { process: { exe: program('/usr/bin/*') } }, /\*/],
  ])('proposes nothing for %s, and says why', (_name, overrides, why) => {
    const event = anOpenEvent(overrides);
    if (overrides?.process !== undefined) event.process.comm = 'x';
    const { suggestions, refusals } = suggest([judged(event)]);
    expect(suggestions).toEqual([]);
    expect(refusals).toHaveLength(1);
    expect(refusals[0]?.why).toMatch(why);
  });

  it('takes a general tool that a service or a script has started', () => {
    const inService = anOpenEvent({ process: { systemd_unit: 'pki-backup.service' } });
    const inSession = anOpenEvent({ process: { systemd_unit: 'session-3.scope' } });
    const event = anOpenEvent();
    const byScript = judged(event, lineageOf(event, 'bash', ['bash', '/opt/backup.sh']));
    const { suggestions, refusals } = suggest([judged(inService), judged(inSession), byScript]);
    expect(suggestions.map(({ rule }) => rule.reader)).toMatchObject([
      { systemd_unit: ['pki-backup.service'] },
      { ancestors: { parent: [{ exe: ['/usr/bin/bash'], script: ['/opt/backup.sh'] }] } },
    ]);
    expect(refusals).toHaveLength(1);
  });

  it('passes over what is allowed', () => {
    const event = anOpenEvent();
    const verdict = { outcome: 'allowed', rule: 'x', explanation: 'x' } as const;
    expect(suggest([{ event, lineage: lineageOf(event), verdict }])).toEqual({
      suggestions: [],
      refusals: [],
      leftOut: 0,
    });
  });

  it('proposes what silences exactly what it was proposed for', () => {
    const name = fc.constantFrom('sitebackup', 'vaultd', 'cat', 'audit-agent');
    const event = fc
      .record({
        name,
        uid: fc.nat(3),
        file: fc.constantFrom('ca.key', 'sa.key', 'etcd/ca.key'),
        unit: fc.option(fc.constantFrom('a.service', 'b.service'), { nil: undefined }),
        tty: fc.option(fc.constant('pts/0'), { nil: undefined }),
        image: fc.option(fc.constantFrom('site/a:1', 'site/b:1'), { nil: undefined }),
      })
      .map(({ name, uid, file, unit, tty, image }) => {
        const one = vault(`/etc/kubernetes/pki/${file}`, uid);
        one.process.exe = program(`/usr/bin/${name}`);
        if (unit !== undefined) one.process.systemd_unit = unit;
        if (tty !== undefined) one.process.tty = tty;
        if (image !== undefined) one.process.container = { id: 'c', image };
        return one;
      });
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 12 }), (events) => {
        const suggester = new Suggester();
        const seen = events.map((one) => judged(one));
        const silenced = seen.filter((one) => suggester.see(one));
        const rules = suggester.result().suggestions.map(({ rule }) => rule);
        const policy = compilePolicy(
          layerPolicies([DEFAULT_LAYER, { name: 'site', policy: sitePolicy.parse({ rules }) }]),
        );
        for (const one of seen) {
          const { outcome } = judge({ ...one, policy });
          if (silenced.includes(one)) expect(outcome).toBe('allowed');
          else expect(outcome).toBe(one.verdict.outcome);
          const other = structuredClone(one.event);
          other.process.exe = program('/usr/bin/another');
          expect(judge({ event: other, lineage: lineageOf(other), policy }).outcome).toBe('alert');
        }
      }),
      { numRuns: 100 },
    );
  });
});
