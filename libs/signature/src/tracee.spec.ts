import type { CredentialEvent, ProcessFacts } from '@keywarden/contracts';
import { anOpenEvent, aProcess, aRenameEvent } from '@keywarden/testing';
import { describe, expect, it } from 'vitest';
import { compilePolicy } from './policy/compile.js';
import { judge } from './judge.js';
import { DEFAULT_POLICY } from './default-policy/index.js';
import { layerPolicy } from './policy/layers.js';

const O_RDONLY = 0;
const O_WRONLY = 1;
const O_RDWR = 2;
const O_ACCMODE = 3;
const O_CREAT = 0o100;
const O_PATH = 0o10000000;
const KEY = '/etc/kubernetes/pki/ca.key';
const LISTED = ['kube-apiserver', 'kubelet', 'kube-controller', 'etcd'];

const forms = {
  comm: compiled('comm'),
  executable: compiled('executable'),
};

function compiled(form: 'comm' | 'executable') {
  const input = { compat: 'tracee', tracee_form: form };
  return compilePolicy(layerPolicy(DEFAULT_POLICY, input));
}

function outcome(form: 'comm' | 'executable', event: CredentialEvent): string {
  const lineage = { processes: [], complete: false };
  return judge({ event, lineage, policy: forms[form] }).outcome;
}

const by = (comm: string, path: string): ProcessFacts => aProcess({ comm, exe: { path } });

/** A reader of which nothing but the identity is known. */
function bare(process: ProcessFacts): CredentialEvent {
  return { ...anOpenEvent({ data: { pathname: KEY, flags_number: O_RDONLY } }), process };
}

function open(process: ProcessFacts, pathname = KEY, flags_number = O_RDONLY): CredentialEvent {
  return anOpenEvent({ process, data: { pathname, flags_number } });
}

describe('the reader of an open', () => {
  // [comm, executable, by comm, by executable]
  const cases: [string, string, string, string][] = [
    ...LISTED.map((name): [string, string, string, string] => [
      name,
      `/usr/bin/${name}`,
      'allowed',
      'allowed',
    ]),
    // Whoever takes the name is let through: by prctl(2) in the one form, by a copy in the other.
    ...LISTED.map((name): [string, string, string, string] => [name, '/tmp/x', 'allowed', 'alert']),
    ...LISTED.map((name): [string, string, string, string] => [
      'x',
      `/tmp/${name}`,
      'alert',
      'allowed',
    ]),
    // The cut name is what a comm is, and no file is called so: the newer form alerts on the component.
    ['kube-controller', '/usr/local/bin/kube-controller-manager', 'allowed', 'alert'],
    ['kube-controller-manager', '/usr/local/bin/kube-controller-manager', 'alert', 'alert'],
    ['kube-scheduler', '/usr/local/bin/kube-scheduler', 'alert', 'alert'],
    ['kubeadm', '/usr/bin/kubeadm', 'alert', 'alert'],
    ['Kubelet', '/usr/bin/Kubelet', 'alert', 'alert'],
    ['kubelet ', '/usr/bin/kubelet ', 'alert', 'alert'],
    ['etcdctl', '/usr/bin/etcdctl', 'alert', 'alert'],
    ['etc', '/usr/bin/etc', 'alert', 'alert'],
    ['', '/', 'alert', 'alert'],
    ['cat', 'kubelet', 'alert', 'allowed'],
    ['cat', '/usr/bin/kubelet/cat', 'alert', 'alert'],
  ];
  it.each(cases)('comm %j, executable %j: %s by comm, %s by executable', (comm, exe, one, two) => {
    expect(outcome('comm', open(by(comm, exe)))).toBe(one);
    expect(outcome('executable', open(by(comm, exe)))).toBe(two);
  });

  it('an executable that is not known has no allowed name', () => {
    const unknown: ProcessFacts = { pid: 1, tid: 1, start_time: 0, comm: 'kubelet' };
    expect(outcome('executable', bare(unknown))).toBe('alert');
    expect(outcome('comm', bare(unknown))).toBe('allowed');
  });
});

describe('what is opened, and how', () => {
  const cases: [string, number, string][] = [
    [KEY, O_RDONLY, 'alert'],
    [KEY, O_RDWR, 'alert'],
    [KEY, O_RDWR | O_CREAT, 'alert'],
    [KEY, O_WRONLY, 'write-only'],
    [KEY, O_WRONLY | O_CREAT, 'write-only'],
    [KEY, O_ACCMODE, 'write-only'],
    [KEY, O_PATH, 'alert'],
    ['/etc/kubernetes/pki/ca.crt', O_RDONLY, 'alert'],
    ['/etc/kubernetes/pki/etcd/peer.key', O_RDONLY, 'alert'],
    ['/etc/kubernetes/pki/notes.txt', O_RDONLY, 'alert'],
    ['/etc/kubernetes/pki/', O_RDONLY, 'alert'],
    ['/etc/kubernetes/pki', O_RDONLY, 'not-a-credential'],
    ['/etc/kubernetes/pki2/ca.key', O_RDONLY, 'not-a-credential'],
    ['/etc/kubernetes/admin.conf', O_RDONLY, 'not-a-credential'],
    ['/host/etc/kubernetes/pki/ca.key', O_RDONLY, 'not-a-credential'],
    ['/mnt/pki/ca.key', O_RDONLY, 'not-a-credential'],
    ['/var/lib/kubelet/pki/kubelet-client-current.pem', O_RDONLY, 'not-a-credential'],
    ['/var/run/secrets/kubernetes.io/serviceaccount/token', O_RDONLY, 'not-a-credential'],
    ['/ETC/kubernetes/pki/ca.key', O_RDONLY, 'not-a-credential'],
  ];
  it.each(cases)('%s with flags %o: %s', (path, flags, expected) => {
    for (const form of ['comm', 'executable'] as const) {
      expect(outcome(form, open(by('cat', '/bin/cat'), path, flags))).toBe(expected);
    }
  });

  it('a public certificate alerts, and a file that the catalogue does not know too', () => {
    const event = anOpenEvent();
    const data = { pathname: '/etc/kubernetes/pki/ca.crt', flags: '', flags_number: O_RDONLY };
    expect(outcome('comm', { ...event, data })).toBe('alert');
  });

  it('an allowed name that only writes is allowed: the name is asked first', () => {
    expect(outcome('comm', open(by('etcd', '/etcd'), KEY, O_WRONLY))).toBe('allowed');
  });
});

describe('the other events', () => {
  const rename = (old_path: string, new_path: string, comm: string): CredentialEvent =>
    aRenameEvent({ process: by(comm, `/usr/bin/${comm}`), data: { old_path, new_path } });

  it.each([
    ['out of the directory', KEY, '/tmp/ca.key', 'mv', 'alert'],
    ['within it', KEY, `${KEY}.old`, 'mv', 'alert'],
    ['by an allowed name', KEY, '/tmp/ca.key', 'kubelet', 'alert'],
    ['into it: only the old path is asked', '/tmp/evil.key', KEY, 'mv', 'not-a-credential'],
    ['of the directory itself', '/etc/kubernetes/pki', '/tmp/pki', 'mv', 'not-a-credential'],
    ['elsewhere', '/etc/kubernetes/admin.conf', '/tmp/a', 'mv', 'not-a-credential'],
  ])('a rename %s', (_what, old, target, comm, expected) => {
    for (const form of ['comm', 'executable'] as const) {
      expect(outcome(form, rename(old, target, comm))).toBe(expected);
    }
  });

  it('hard links and received descriptors are not asked for', () => {
    const { data, ...event } = anOpenEvent({ data: { pathname: KEY } });
    const received: CredentialEvent = { ...event, name: 'security_file_receive', data };
    const linked: CredentialEvent = {
      ...event,
      name: 'security_inode_link',
      data: { old_path: KEY, new_path: '/tmp/a' },
    };
    for (const form of ['comm', 'executable'] as const) {
      expect(outcome(form, received)).toBe('not-a-credential');
      expect(outcome(form, linked)).toBe('not-a-credential');
    }
  });
});
