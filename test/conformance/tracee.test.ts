import { describe, expect, it } from 'vitest';
import type { Case } from './support/case.ts';
import { typed } from './support/chains.ts';
import { verdictOf } from './support/judge-case.ts';
import {
  TRACEE_FLAGS,
  TRACEE_PATHS,
  TRACEE_READERS,
  TRACEE_UNIT_TESTS,
  type TraceeReader,
} from './tracee-table.ts';

const FORMS = {
  comm: { compat: 'tracee', tracee_form: 'comm' },
  executable: { compat: 'tracee', tracee_form: 'executable' },
} as const;
type Form = keyof typeof FORMS;

const CA_KEY = '/etc/kubernetes/pki/ca.key';
const CAT: TraceeReader = {
  who: 'cat',
  exe: '/usr/bin/cat',
  comm: 'cat',
  commForm: true,
  executableForm: true,
};

/** Whether Keywarden raises what Tracee would. */
function alerts(form: Form, { exe, comm }: TraceeReader, row: Partial<Case>): boolean {
  const reader = typed({ exe: exe ?? '/usr/bin/none', comm });
  const verdict = verdictOf({
    title: '',
    path: CA_KEY,
    expected: 'alert',
    fact: 'peers 1',
    reader,
    ...(exe === undefined ? { without: ['exe'] } : {}),
    policy: FORMS[form],
    ...row,
  });
  return verdict.outcome === 'alert';
}

const findsOf = (form: Form, reader: TraceeReader): boolean =>
  form === 'comm' ? reader.commForm : reader.executableForm;

describe.each(['comm', 'executable'] as const)('compat: tracee, the %s form', (form) => {
  it.each(TRACEE_READERS.map((reader) => [reader.who, reader] as const))(
    'open by %s',
    (_who, reader) => {
      expect(alerts(form, reader, {})).toBe(findsOf(form, reader));
    },
  );

  it.each(TRACEE_READERS.map((reader) => [reader.who, reader] as const))(
    'rename by %s: no name is allowed',
    (_who, reader) => {
      expect(alerts(form, reader, { way: 'rename' })).toBe(true);
    },
  );

  it.each(TRACEE_PATHS)('open of %s', (pathname, counts) => {
    expect(alerts(form, CAT, { seenAs: pathname })).toBe(counts);
  });

  it.each(TRACEE_PATHS)('rename of %s', (pathname, counts) => {
    expect(alerts(form, CAT, { seenAs: pathname, way: 'rename' })).toBe(counts);
  });

  it.each(TRACEE_FLAGS)('open with %s', (_name, flags, counts) => {
    expect(alerts(form, CAT, { flags })).toBe(counts);
  });

  it.each(['rename-in', 'link', 'memory', 'receive'] as const)(
    'a %s, which Tracee does not see (W3, W7)',
    (way) => {
      expect(alerts(form, CAT, { way, newPath: '/tmp/x' })).toBe(false);
    },
  );

  it('asks no rule, no lineage and no identity', () => {
    const [kubelet] = TRACEE_READERS.filter(({ who }) => who === 'kubelet');
    expect(kubelet).toBeDefined();
    if (kubelet === undefined) return;
    expect(alerts(form, kubelet, { isLineageLost: true })).toBe(false);
    expect(alerts(form, kubelet, { process: { preload: 'LD_PRELOAD=/x.so' } })).toBe(false);
    expect(alerts(form, CAT, { isCreator: true })).toBe(true);
    const kubeadm = { who: 'kubeadm', exe: '/usr/bin/kubeadm', comm: 'kubeadm' };
    expect(alerts(form, { ...kubeadm, commForm: true, executableForm: true }, {})).toBe(true);
  });
});

it.each(TRACEE_UNIT_TESTS.map((one) => [one.form, one.name, one] as const))(
  "Tracee's own unit test, %s form: %s",
  (_form, _name, { form, way, exe, comm, path, flags, finding }) => {
    const reader = { who: comm, exe, comm, commForm: finding, executableForm: finding };
    expect(alerts(form, reader, { path, way, flags })).toBe(finding);
  },
);

it('takes the released form when a policy names none', () => {
  const policy = { compat: 'tracee' };
  const spoof = { who: '', exe: '/usr/bin/cat', comm: 'kubelet' };
  const copy = { who: '', exe: '/tmp/etcd', comm: 'cat' };
  const unused = { commForm: false, executableForm: false };
  expect(alerts('executable', { ...spoof, ...unused }, { policy })).toBe(false);
  expect(alerts('executable', { ...copy, ...unused }, { policy })).toBe(true);
});
