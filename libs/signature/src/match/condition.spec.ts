import type { Credential, LineageProcess, ProcessFacts } from '@keywarden/contracts';
import { anOpenEvent, aRenameEvent } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { allowRule, type ReaderPattern } from '../policy/schema.js';
import { Case } from './case.js';
import { conditionsOf } from './condition.js';

const POD = '3f1c9a52-77d1-4f0e-9d2b-6a1e8c40b7de';
const OTHER_POD = '00000000-77d1-4f0e-9d2b-6a1e8c40b7de';
const STATIC_POD = '5d2f0a3c9b1e4f6a8c7d0e1f2a3b4c5d';
const tokenOf = (uid: string): string =>
  `/var/lib/kubelet/pods/${uid}/volumes/kubernetes.io~projected/a/token`;

const CA_KEY: Credential = {
  kind: 'cluster-ca',
  distribution: 'kubeadm',
  canonical_path: '/etc/kubernetes/pki/ca.key',
  content: 'private-key',
};

interface Given {
  process?: Partial<ProcessFacts>;
  above?: LineageProcess[];
  complete?: boolean;
  credential?: Partial<Credential>;
  given_path?: string;
  reached_by?: string[];
}

/** What of a rule does not hold, `?` before what is not known. */
function unmet(rule: object, given: Given = {}): string[] {
  const reader: ProcessFacts = { pid: 9, tid: 9, start_time: 0, comm: 'x', ...given.process };
  const credential = { ...CA_KEY, ...given.credential };
  const { given_path, reached_by } = given;
  const event = anOpenEvent({
    data: {
      credential,
      ...(given_path === undefined ? {} : { given_path }),
      ...(reached_by === undefined ? {} : { reached_by }),
    },
  });
  const lineage = {
    processes: [reader, ...(given.above ?? [])],
    complete: given.complete ?? true,
  };
  const parsed = allowRule.parse({
    name: 'r',
    reason: 'r',
    ...rule,
    reader: { exe: ['/x'], ...('reader' in rule ? (rule.reader as object) : {}) },
  });
  const one = new Case({ ...event, process: reader }, credential, lineage);
  return conditionsOf(parsed, 'alert').flatMap((condition) => {
    const found = condition(one);
    return found === undefined ? [] : [`${found.isUnknown ? '?' : ''}${found.words}`];
  });
}

const inside = (more: Partial<ProcessFacts> = {}): Partial<ProcessFacts> => ({
  container: { id: 'c', image: 'registry.example/site/job:1' },
  pod: { uid: POD, namespace: 'n', name: 'p-1', service_account: 's', labels: { app: 'a' } },
  ...more,
});
const bash: LineageProcess = {
  pid: 8,
  start_time: 0,
  comm: 'bash',
  exe: { path: '/usr/bin/bash', device: 1, inode: 2, mode: 0o755, owner_uid: 0, on_node: true },
  argv: ['bash', '/opt/backup.sh'],
  systemd_unit: 'backup.service',
};
const sshd: LineageProcess = {
  pid: 7,
  start_time: 0,
  comm: 'sshd',
  exe: { path: '/usr/sbin/sshd' },
};

describe('each condition on a reader', () => {
  // [pattern, facts with which it holds, facts with which it does not, facts that leave it open]
  const cases: [Partial<ReaderPattern>, Given, Given, Given | undefined][] = [
    [{ uid: [0] }, { process: { uid: 0 } }, { process: { uid: 1 } }, {}],
    [{ container: true }, { process: inside() }, {}, undefined],
    [{ container: false }, {}, { process: inside() }, undefined],
    [
      { systemd_unit: ['k*.service'] },
      { process: { systemd_unit: 'kubelet.service' } },
      { process: { systemd_unit: 'ssh.service' } },
      {},
    ],
    [
      { package: ['kubelet'] },
      { process: { exe: { path: '/x', package: 'kubelet' } } },
      { process: { exe: { path: '/x', package: 'coreutils' } } },
      { process: { exe: { path: '/x' } } },
    ],
    [
      { inode: [{ device: 1, inode: '2' }] },
      { process: { exe: { path: '/x', device: 1, inode: 2 } } },
      { process: { exe: { path: '/x', device: 1, inode: 3 } } },
      { process: { exe: { path: '/x' } } },
    ],
    [
      { image: ['registry.example/site/job:*'] },
      { process: inside() },
      { process: inside({ container: { id: 'c', image: 'evil.example/site/job:1' } }) },
      { process: inside({ container: { id: 'c' } }) },
    ],
    [
      { image: ['sha256:ab'] },
      { process: inside({ container: { id: 'c', image_digest: 'sha256:ab' } }) },
      { process: inside({ container: { id: 'c', image_digest: 'sha256:cd' } }) },
      {},
    ],
    [
      { namespace: ['n'] },
      { process: inside() },
      { process: inside({ pod: { namespace: 'm' } }) },
      {},
    ],
    [{ pod: ['p-*'] }, { process: inside() }, { process: inside({ pod: { name: 'q' } }) }, {}],
    [
      { service_account: ['s'] },
      { process: inside() },
      { process: inside({ pod: { service_account: 't' } }) },
      { process: inside({ pod: {} }) },
    ],
    [
      { labels: { app: 'a' } },
      { process: inside() },
      { process: inside({ pod: { labels: { app: 'b' } } }) },
      { process: inside({ pod: {} }) },
    ],
    [
      { static_pod: true },
      { process: inside({ pod: { uid: STATIC_POD } }) },
      { process: inside() },
      { process: inside({ pod: {} }) },
    ],
    [
      { static_pod: true },
      { process: inside({ pod: { uid: POD, static: true } }) },
      { process: inside({ pod: { uid: STATIC_POD, static: false } }) },
      {},
    ],
    [{ entry: ['ssh'] }, { above: [bash, sshd] }, { above: [cron()] }, { above: [bash] }],
    [{ interactive: true }, { process: { tty: 'pts0' } }, {}, { complete: false }],
    [{ interactive: true }, { above: [{ ...bash, tty: 'pts0' }] }, {}, { complete: false }],
    [{ interactive: false }, { above: [cron()] }, { above: [bash, sshd] }, { complete: false }],
    [{ init: true }, { process: inside({ ns_pid: 1 }) }, {}, { process: inside() }],
    [
      { helper: false },
      { process: inside({ exe: { path: '/app' } }) },
      { process: inside({ exe: { path: '/bin/cat' }, ns_pid: 9 }) },
      { process: inside({ exe: { path: '/bin/cat' } }) },
    ],
    [
      { ancestors: { any: [{ exe: ['/usr/bin/bash'], script: ['/opt/*.sh'] }] } },
      { above: [cron(), bash] },
      { above: [{ ...bash, argv: ['bash', '/opt/x.py'] }] },
      { above: [cron()], complete: false },
    ],
    [
      { ancestors: { none: [{ systemd_unit: ['backup.*'] }] } },
      { above: [{ ...cron(), systemd_unit: 'cron.service' }] },
      { above: [bash] },
      { complete: false },
    ],
    [
      { ancestors: { parent: [{ exe: ['/usr/bin/bash'] }] } },
      { above: [bash] },
      { above: [cron(), bash] },
      {},
    ],
    [
      { script: ['/opt/*.sh'] },
      { process: { exe: bash.exe, argv: bash.argv } },
      { process: { exe: bash.exe, argv: ['bash', '-c', 'x'] } },
      { process: { exe: bash.exe } },
    ],
  ];

  it.each(cases)('%j', (reader, holding, differing, open) => {
    expect(unmet({ reader }, holding)).toEqual([]);
    expect(unmet({ reader }, differing)).toEqual([expect.stringMatching(/^[^?]/)]);
    if (open !== undefined) expect(unmet({ reader }, open)).toEqual([expect.stringMatching(/^\?/)]);
  });

  it('an ancestor whose executable is not proven may be one that is excluded, and is none that is wanted', () => {
    const unproven: LineageProcess = { pid: 8, start_time: 0, comm: 'bash' };
    const pattern = [{ exe: ['/usr/bin/bash'] }];
    expect(unmet({ reader: { ancestors: { none: pattern } } }, { above: [unproven] })).toHaveLength(
      1,
    );
    expect(unmet({ reader: { ancestors: { any: pattern } } }, { above: [unproven] })).toHaveLength(
      1,
    );
  });

  it('that a session began in an unknown way is no way to ask for', () => {
    expect(unmet({ reader: { entry: ['unknown'] } }, { above: [bash] })).toHaveLength(1);
  });
});

describe('each condition on what is taken', () => {
  const mine = { credential: { canonical_path: tokenOf(POD) }, process: inside() };
  const theirs = { ...mine, credential: { canonical_path: tokenOf(OTHER_POD) } };
  const seenInside = { ...mine, credential: { canonical_path: '/run/secrets/a/token' } };
  const cases: [object, Given, Given][] = [
    [{ kinds: ['cluster-ca'] }, {}, { credential: { kind: 'etcd' } }],
    [{ contents: ['private-key'] }, {}, { credential: { content: 'token' } }],
    [{ distributions: ['kubeadm'] }, {}, { credential: { distribution: 'k3s' } }],
    [{ paths: ['/etc/**'] }, {}, { credential: { canonical_path: '/var/x' } }],
    [{ not_paths: ['/var/*'] }, {}, { credential: { canonical_path: '/var/x' } }],
    [{ own_pod: true }, mine, theirs],
    [{ own_pod: true }, mine, {}],
    [{ own_pod: true }, seenInside, { ...seenInside, process: {} }],
    [{ own_pod: true }, seenInside, { ...seenInside, reached_by: ['proc_root'] }],
    [{ own_pod: true }, mine, { ...mine, reached_by: ['foreign_mount_namespace'] }],
    [{ own_pod: false }, {}, theirs],
    [{ own_pod: false }, mine, { ...mine, process: inside({ pod: {} }) }],
    [{ not_given: ['/var/log/**'] }, { given_path: '/etc/x' }, { given_path: '/var/log/x' }],
    [
      { not_given: ['/var/log/**'] },
      { given_path: '/var/logs/x' },
      { given_path: '/var//log/./x' },
    ],
    [{ not_given: ['/var/log/**'] }, {}, { given_path: '/var/lib/../log/x' }],
    [{ not_given: ['/var/log/**'] }, {}, { given_path: '/var/log/../../etc/x' }],
    [{ not_given: ['/var/log/**'] }, {}, { given_path: 'log/x', process: { cwd: '/var' } }],
    [{ not_given: ['/var/log/**'] }, {}, { reached_by: ['symlink'] }],
  ];

  it.each(cases)('%j: %j, not %j', (rule, holding, differing) => {
    expect(unmet(rule, holding)).toEqual([]);
    expect(unmet(rule, differing)).toHaveLength(1);
  });

  it('the way in which it is taken', () => {
    const moved = new Case(aRenameEvent(), CA_KEY, { processes: [], complete: true });
    const conditions = (how: string[]) => {
      const rule = allowRule.parse({ name: 'r', reason: 'r', reader: { exe: ['/x'] }, how });
      return conditionsOf(rule, 'alert').flatMap((condition) => condition(moved) ?? []);
    };
    expect(conditions(['open', 'rename'])).toEqual([]);
    expect(conditions(['open', 'link', 'memory'])).toHaveLength(1);
  });

  it('a site lets the helpers of a pod read its token', () => {
    const rule = allowRule.parse({
      name: 'r',
      reason: 'r',
      reader: { exe: ['/x'], helper: false },
    });
    expect(conditionsOf(rule, 'alert').length).toBe(conditionsOf(rule, 'allow').length + 1);
  });
});

function cron(): LineageProcess {
  return { pid: 6, start_time: 0, comm: 'cron', exe: { path: '/usr/sbin/cron' } };
}
