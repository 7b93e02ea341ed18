import type { CredentialEvent, LineageProcess, ProcessFacts } from '@keywarden/contracts';
import type { Ancestry } from '@keywarden/lineage';
import { anOpenEvent } from '@keywarden/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explain, judge } from './judge.js';
import { compilePolicy } from './policy/compile.js';
import { layerPolicies } from './policy/layers.js';
import { sitePolicy, type AllowRule, type AllowRuleInput } from './policy/schema.js';

const EXES = ['/usr/bin/cat', '/usr/bin/kubelet', '/opt/a/backup', '/opt/b/backup', '/tmp/x'];
const EXE_GLOBS = ['/**', ...EXES, '/opt/*/backup', '/usr/**', '/**/kubelet'];
const KINDS = ['etcd', 'admin', 'cluster-ca'] as const;
const PATHS = ['/etc/kubernetes/pki/ca.key', '/etc/kubernetes/admin.conf', '/var/lib/etcd/key'];
const UNITS = ['kubelet.service', 'backup-a.service'];
const IMAGES = ['registry.example/a:1', 'registry.example/b:2'];

const some = <Item>(items: readonly Item[]) =>
  fc.uniqueArray(fc.constantFrom(...items), { minLength: 1, maxLength: 3 });
/** Mostly absent, so that rules hold often enough for a change to matter. */
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
/** Without the keys whose value is undefined, as a file has it. */
const present = (given: object): object =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));

const anyRule = fc
  .record({
    reader: fc
      .record({
        exe: some(EXE_GLOBS),
        uid: maybe(some([0, 1000])),
        container: maybe(fc.boolean()),
        systemd_unit: maybe(some([...UNITS, 'backup-*'])),
        image: maybe(some([...IMAGES, 'registry.example/*'])),
        interactive: maybe(fc.boolean()),
        ancestors: maybe(
          fc.oneof(
            fc.record({ any: fc.constant([{ exe: ['/usr/bin/bash'] }]) }),
            fc.record({ none: fc.constant([{ exe: ['/usr/bin/bash'] }]) }),
          ),
        ),
      })
      .map(present),
    kinds: maybe(some(KINDS)),
    paths: maybe(some([...PATHS, '/etc/**'])),
    not_paths: maybe(some(['/**/ca.key', '/var/lib/etcd/*'])),
    how: maybe(fc.constant(['rename'])),
  })
  .map(present);

const anyPolicy = fc.array(anyRule, { minLength: 1, maxLength: 3 }).map((rules) => {
  const named = rules.map((rule, index) => ({ ...rule, name: `r${String(index)}`, reason: 'r' }));
  return sitePolicy.parse({ rules: named as AllowRuleInput[] });
});

interface Input {
  event: CredentialEvent;
  lineage: Ancestry;
}

const anyInput: fc.Arbitrary<Input> = fc
  .record({
    exe: fc.constantFrom(...EXES),
    uid: maybe(fc.constantFrom(0, 1000)),
    systemd_unit: maybe(fc.constantFrom(...UNITS)),
    image: maybe(fc.constantFrom(...IMAGES)),
    inContainer: fc.boolean(),
    kind: fc.constantFrom(...KINDS),
    path: fc.constantFrom(...PATHS),
    above: fc.array(fc.constantFrom('/usr/bin/bash', '/usr/sbin/cron', '/usr/sbin/sshd'), {
      maxLength: 3,
    }),
    complete: fc.boolean(),
  })
  .map((facts) => {
    const { uid, systemd_unit: unit, image } = facts;
    const process: ProcessFacts = {
      pid: 1000,
      tid: 1000,
      start_time: 0,
      comm: 'x',
      exe: genuine(facts.exe),
      ...(uid === undefined ? {} : { uid }),
      ...(unit === undefined ? {} : { systemd_unit: unit }),
      ...(facts.inContainer
        ? { container: { id: 'c', ...(image === undefined ? {} : { image }) } }
        : {}),
    };
    const above = facts.above.map((path, index): LineageProcess => {
      const comm = path.slice(path.lastIndexOf('/') + 1);
      return { pid: 900 - index, start_time: 0, comm, exe: genuine(path) };
    });
    const credential = { kind: facts.kind, distribution: 'kubeadm', canonical_path: facts.path };
    const event = { ...anOpenEvent({ data: { credential, flags_number: 0 } }), process };
    return { event, lineage: { processes: [process, ...above], complete: facts.complete } };
  });

function genuine(path: string) {
  return { path, device: 1, inode: 2, mode: 0o755, owner_uid: 0, on_node: true };
}

const compiled = (policy: ReturnType<typeof sitePolicy.parse>) =>
  compilePolicy(layerPolicies([{ name: 'site', policy }]));

/** A second reading of docs/policy.md, slow and plain, of the conditions that these rules use. */
function holds({ reader, kinds, paths, not_paths: left, how }: AllowRule, input: Input): boolean {
  const { process, data } = input.event;
  const { canonical_path: path = '', kind = 'other' } = data.credential ?? {};
  const above = input.lineage.processes.slice(1);
  const isBelowBash = above.some(({ exe }) => exe?.path === '/usr/bin/bash');
  const isInteractive = below(above) === '/usr/sbin/sshd';
  const fits = (globs: readonly string[] | undefined, text: string | undefined): boolean =>
    globs === undefined || (text !== undefined && globs.some((glob) => like(glob, text)));
  return (
    fits(reader.exe, process.exe?.path) &&
    fits(reader.systemd_unit, process.systemd_unit) &&
    fits(reader.image, process.container?.image) &&
    (reader.uid === undefined || reader.uid.some((uid) => uid === process.uid)) &&
    (reader.container ?? process.container !== undefined) === (process.container !== undefined) &&
    (reader.interactive === undefined ||
      (reader.interactive ? isInteractive : !isInteractive && input.lineage.complete)) &&
    (reader.ancestors?.any === undefined || isBelowBash) &&
    (reader.ancestors?.none === undefined || (!isBelowBash && input.lineage.complete)) &&
    (kinds === undefined || kinds.includes(kind)) &&
    fits(paths, path) &&
    !(left ?? []).some((glob) => like(glob, path)) &&
    how.includes('open')
  );
}

/** The nearest ancestor that begins sessions. */
function below(above: readonly LineageProcess[]): string | undefined {
  const starters = ['/usr/sbin/sshd', '/usr/sbin/cron'];
  return above.map(({ exe }) => exe?.path ?? '').find((path) => starters.includes(path));
}

/** Letter by letter; no text of these tests has slashes where `*` may not reach. */
function like(glob: string, text: string): boolean {
  if (glob === '') return text === '';
  if (glob.startsWith('/**/')) {
    const rest = glob.slice(3);
    return Array.from(text).some((letter, at) => letter === '/' && like(rest, text.slice(at)));
  }
  if (glob.startsWith('**')) return true;
  if (glob.startsWith('*')) {
    const rest = glob.slice(1);
    return Array.from(`${text}.`).some((_, at) => like(rest, text.slice(at)));
  }
  return glob.at(0) === text.at(0) && like(glob.slice(1), text.slice(1));
}

describe('laws of every policy', () => {
  it('a compiled policy allows by the first rule that holds, as one reads it', () => {
    fc.assert(
      fc.property(anyPolicy, anyInput, (policy, input) => {
        const first = policy.rules.find((rule) => holds(rule, input));
        const verdict = judge({ ...input, policy: compiled(policy) });
        expect(verdict).toMatchObject(
          first === undefined ? { outcome: 'alert' } : { outcome: 'allowed', rule: first.name },
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('explain gives the same verdict, and the rule that allows lacks nothing', () => {
    fc.assert(
      fc.property(anyPolicy, anyInput, (policy, input) => {
        const ready = compiled(policy);
        const { verdict, rules } = explain({ ...input, policy: ready });
        expect(verdict).toEqual(judge({ ...input, policy: ready }));
        const whole = rules.find(({ unmet }) => unmet.length === 0)?.name;
        expect(verdict.outcome === 'allowed' ? verdict.rule : undefined).toBe(whole);
      }),
    );
  });

  it('no incriminating fact and no missing one turns an alert into silence', () => {
    const changes = Object.entries(CHANGES);
    fc.assert(
      fc.property(anyPolicy, anyInput, fc.constantFrom(...changes), (policy, input, change) => {
        const ready = compiled(policy);
        const before = judge({ ...input, policy: ready }).outcome;
        const after = judge({ ...change[1](input), policy: ready }).outcome;
        if (before === 'alert') expect(after).toBe('alert');
      }),
      { numRuns: 5_000 },
    );
  });
});

const withProcess = (input: Input, more: Partial<ProcessFacts>): Input => ({
  ...input,
  event: { ...input.event, process: { ...input.event.process, ...more } },
});
const withExe = (input: Input, more: object): Input =>
  withProcess(input, { exe: { ...genuine(input.event.process.exe?.path ?? '/x'), ...more } });

function without(input: Input, key: 'exe' | 'uid' | 'systemd_unit' | 'pod'): Input {
  const facts = Object.entries(input.event.process).filter(([name]) => name !== key);
  const process = Object.fromEntries(facts) as ProcessFacts;
  return { ...input, event: { ...input.event, process } };
}

const CHANGES: Readonly<Record<string, (input: Input) => Input>> = {
  preload: (input) => withProcess(input, { preload: 'LD_PRELOAD=/tmp/x.so' }),
  memfd: (input) => withExe(input, { memfd: true }),
  deleted: (input) => withExe(input, { deleted: true }),
  writable: (input) => withExe(input, { mode: 0o777 }),
  foreign: (input) => withExe(input, { owner_uid: 1000 }),
  elsewhere: (input) => withExe(input, { on_node: false }),
  'no executable': (input) => without(input, 'exe'),
  'no uid': (input) => without(input, 'uid'),
  'no unit': (input) => without(input, 'systemd_unit'),
  'no image': (input) =>
    input.event.process.container === undefined
      ? input
      : withProcess(input, { container: { id: 'c' } }),
  'no ancestors': ({ event, lineage }) => ({
    event,
    lineage: { processes: lineage.processes.slice(0, 1), complete: false },
  }),
  'lineage with a gap': ({ event, lineage }) => ({
    event,
    lineage: { ...lineage, complete: false },
  }),
};
