import type { Credential, EventOf, Executable, ProcessFacts } from '@keywarden/contracts';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from './default-policy/index.js';
import { judge } from './judge.js';
import { compilePolicy } from './policy/compile.js';
import { layerPolicy } from './policy/layers.js';
import type { Policy } from './policy/schema.js';

const O_WRONLY = 1;
const O_RDWR = 2;
const O_PATH = 0o10000000;

const genuine = (path: string): Executable => ({
  path,
  device: 1,
  inode: 2,
  mode: 0o755,
  owner_uid: 0,
});

const process = (comm: string, exe: Executable | undefined, more: Partial<ProcessFacts> = {}) => ({
  pid: 10,
  tid: 10,
  start_time: 0,
  comm,
  uid: 0,
  ...(exe === undefined ? {} : { exe }),
  ...more,
});

const CA_KEY: Credential = {
  kind: 'cluster-ca',
  distribution: 'kubeadm',
  canonical_path: '/etc/kubernetes/pki/ca.key',
  content: 'private-key',
};
const API_KEY: Credential = {
  ...CA_KEY,
  kind: 'api-server',
  canonical_path: '/etc/kubernetes/pki/apiserver.key',
};
const KUBELET_PEM: Credential = {
  ...CA_KEY,
  kind: 'kubelet-client',
  canonical_path: '/var/lib/kubelet/pki/kubelet-client-current.pem',
};

const envelope = {
  schema: 'keywarden.event/1',
  node: 'n',
  boot_id: 'b',
  seq: 1,
  time: '2026-01-01T00:00:00Z',
  backend: 'syscall',
} as const;

function open(
  actor: ProcessFacts,
  credential: Credential | undefined,
  flags = 0,
): EventOf<'security_file_open'> {
  return {
    ...envelope,
    name: 'security_file_open',
    process: actor,
    data: {
      pathname: '/etc/kubernetes/pki/x',
      flags: '',
      flags_number: flags,
      ...(credential === undefined ? {} : { credential }),
    },
  };
}

function rename(actor: ProcessFacts): EventOf<'security_inode_rename'> {
  return {
    ...envelope,
    name: 'security_inode_rename',
    process: actor,
    data: {
      old_path: '/etc/kubernetes/pki/a',
      new_path: '/b',
      rename_flags: '',
      credential: CA_KEY,
    },
  };
}

const lineage = { processes: [], complete: true };
const verdict = (event: Parameters<typeof judge>[0]['event'], policy: Policy = DEFAULT_POLICY) =>
  judge({ event, lineage, policy: compilePolicy(policy) });

const cat = process('cat', genuine('/usr/bin/cat'));
const kubelet = process('kubelet', genuine('/usr/bin/kubelet'));
const tracee = layerPolicy(DEFAULT_POLICY, { compat: 'tracee' });

describe('what counts as taking a credential', () => {
  it.each([
    [0, 'alert'],
    [O_WRONLY, 'write-only'],
    [O_RDWR, 'alert'],
    [O_PATH, 'write-only'],
  ])('an open with flags %o: %s', (flags, outcome) => {
    expect(verdict(open(cat, CA_KEY, flags)).outcome).toBe(outcome);
  });

  it('not a file that is no credential, nor a public certificate', () => {
    expect(verdict(open(cat, undefined)).outcome).toBe('not-a-credential');
    const crt: Credential = { ...CA_KEY, content: 'public-certificate' };
    expect(verdict(open(cat, crt)).outcome).toBe('public-certificate');
  });

  it('a rename, also by one who may read', () => {
    expect(verdict(rename(cat)).outcome).toBe('alert');
    const apiserver = process('kube-apiserver', genuine('/usr/local/bin/kube-apiserver'));
    expect(verdict(open(apiserver, API_KEY)).outcome).toBe('allowed');
    expect(verdict(open(apiserver, CA_KEY)).outcome).toBe('alert');
    expect(verdict(rename(apiserver))).toMatchObject({ outcome: 'alert', reason: 'outside-rule' });
  });
});

describe('a file that takes the name of a credential', () => {
  const replace = (
    from: string,
    to: string,
    more: object = {},
  ): EventOf<'security_inode_rename'> => ({
    ...envelope,
    name: 'security_inode_rename',
    process: cat,
    data: { old_path: from, new_path: to, rename_flags: '', credential: KUBELET_PEM, ...more },
  });
  const place = KUBELET_PEM.canonical_path;

  it.each([
    ['from beside it', '/var/lib/kubelet/pki/.new', place, {}, 'allowed'],
    ['below a host root', '/host/var/lib/kubelet/pki/.new', `/host${place}`, {}, 'allowed'],
    ['from elsewhere', '/tmp/new', place, {}, 'alert'],
    [
      'in exchange',
      '/var/lib/kubelet/pki/.new',
      place,
      { reached_by: ['exchange_rename'] },
      'alert',
    ],
  ])('%s: %s', (_, from, to, more, outcome) => {
    expect(verdict(replace(from, to, more)).outcome).toBe(outcome);
  });

  it('and one that gives its name away, also beside it, alerts', () => {
    expect(verdict(replace(place, '/var/lib/kubelet/pki/old')).outcome).toBe('alert');
  });
});

describe('who may read', () => {
  it('the kubelet reads its own certificate, and no CA key', () => {
    expect(verdict(open(kubelet, KUBELET_PEM))).toMatchObject({
      outcome: 'allowed',
      rule: 'kubelet',
    });
    expect(verdict(open(kubelet, CA_KEY))).toMatchObject({
      outcome: 'alert',
      reason: 'outside-rule',
      nearestRule: 'kubelet',
      evasions: [],
    });
  });

  it('a copy of cat named kubelet is a spoof, in a temporary folder or elsewhere', () => {
    for (const path of ['/tmp/kubelet', '/tmp/etcd/kubelet', '/usr/sbin/kubelet']) {
      const spoof = process('kubelet', genuine(path));
      expect(verdict(open(spoof, KUBELET_PEM))).toMatchObject({
        outcome: 'alert',
        evasions: ['comm_spoof', 'copied_name'],
      });
    }
  });

  it('a copied name is named although the comm is an innocent one', () => {
    expect(verdict(open(process('worker', genuine('/tmp/kubelet')), KUBELET_PEM))).toMatchObject({
      outcome: 'alert',
      evasions: ['copied_name'],
    });
  });

  it.each([
    ['python3', '/usr/bin/python3.11', []],
    ['cat', '/bin/busybox', []],
    ['kubelet', '/usr/bin/kubelet9x', ['comm_spoof']],
  ])('%s as %s is %j', (comm, path, evasions) => {
    expect(verdict(open(process(comm, genuine(path)), CA_KEY))).toMatchObject({ evasions });
  });

  it('a library forced into an unlisted reader is named', () => {
    const reader = { ...process('cat', genuine('/usr/bin/cat')), preload: 'LD_PRELOAD=/tmp/x.so' };
    expect(verdict(open(reader, CA_KEY))).toMatchObject({ evasions: ['ld_preload'] });
  });

  it('a library forced into a listed reader takes its allowance away', () => {
    const reader = { ...process('kubelet', genuine('/usr/bin/kubelet')), preload: 'LD_AUDIT=/x' };
    expect(verdict(open(reader, KUBELET_PEM))).toMatchObject({
      outcome: 'alert',
      reason: 'identity-unproven',
      evasions: ['ld_preload'],
    });
  });

  it('kube-controller-manager, whose comm the kernel cuts, reads the CA key', () => {
    const exe = genuine('/usr/local/bin/kube-controller-manager');
    expect(verdict(open(process('kube-controller', exe), CA_KEY)).outcome).toBe('allowed');
  });

  const exe = genuine('/usr/bin/kubelet');
  it.each<[string, Executable | undefined, string[]]>([
    ['deleted', { ...exe, deleted: true }, ['deleted_executable']],
    ['in memory', { ...exe, memfd: true }, ['memfd_executable']],
    ['writable by everyone', { ...exe, mode: 0o757 }, ['writable_executable']],
    ["another user's", { ...exe, owner_uid: 1000 }, ['foreign_executable']],
    ['of unknown mode', { path: exe.path, device: 1, inode: 2 }, []],
    ['of unknown inode', { path: exe.path, mode: 0o755, owner_uid: 0 }, []],
  ])('an executable %s proves nothing', (_, unproven, evasions) => {
    expect(verdict(open(process('kubelet', unproven), KUBELET_PEM))).toMatchObject({
      outcome: 'alert',
      reason: 'identity-unproven',
      confidence: 'medium',
      evasions,
    });
  });

  it('group-writable is not world-writable', () => {
    const group = process('kubelet', { ...exe, mode: 0o775 });
    expect(verdict(open(group, KUBELET_PEM)).outcome).toBe('allowed');
  });

  it('an unknown executable alerts with low confidence, lost lineage with medium', () => {
    expect(verdict(open(process('cat', undefined), CA_KEY))).toMatchObject({ confidence: 'low' });
    const lost = judge({
      event: open(cat, CA_KEY),
      lineage: { processes: [], complete: false },
      policy: compilePolicy(DEFAULT_POLICY),
    });
    expect(lost).toMatchObject({ outcome: 'alert', confidence: 'medium' });
  });

  it('a rule for the host does not hold in a container, nor one for root for others', () => {
    const inside = { ...kubelet, container: { id: 'c' } };
    expect(verdict(open(inside, KUBELET_PEM)).outcome).toBe('alert');
    const kubeadm = process('kubeadm', genuine('/usr/bin/kubeadm'), { uid: 1000 });
    expect(verdict(open(kubeadm, CA_KEY)).outcome).toBe('alert');
  });

  it('a site rule comes first, and names what it allows', () => {
    const policy = layerPolicy(DEFAULT_POLICY, {
      rules: [{ name: 'backup', reason: 'r', reader: { exe: ['/opt/*/backup'] } }],
    });
    const backup = process('backup', genuine('/opt/site/backup'));
    expect(verdict(open(backup, CA_KEY), policy)).toMatchObject({
      outcome: 'allowed',
      rule: 'backup',
    });
    const deeper = process('backup', genuine('/opt/site/x/backup'));
    expect(verdict(open(deeper, CA_KEY), policy).outcome).toBe('alert');
  });
});

describe('compat: tracee', () => {
  it.each(['kube-apiserver', 'kubelet', 'kube-controller', 'etcd'])(
    'allows comm %s to open',
    (comm) => {
      expect(verdict(open(process(comm, genuine('/tmp/x')), CA_KEY), tracee).outcome).toBe(
        'allowed',
      );
    },
  );

  it('alerts for every rename and every other comm, and for public certificates', () => {
    expect(verdict(rename(kubelet), tracee).outcome).toBe('alert');
    expect(verdict(open(process('kubelet2', undefined), CA_KEY), tracee).outcome).toBe('alert');
    const crt: Credential = { ...CA_KEY, content: 'public-certificate' };
    expect(verdict(open(cat, crt), tracee).outcome).toBe('alert');
    expect(verdict(open(cat, CA_KEY, O_WRONLY), tracee).outcome).toBe('write-only');
  });
});

describe('layerPolicy', () => {
  it.each([
    [{ rulez: [] }, /rulez/],
    [{ rules: [{ name: 'a', reason: 'r', reader: { exe: ['relative'] } }] }, /absolute/],
    [{ rules: [{ name: 'kubelet', reason: 'r', reader: { exe: ['/x'] } }] }, /stands twice/],
  ])('refuses %j', (input, message) => {
    expect(() => layerPolicy(DEFAULT_POLICY, input)).toThrow(message);
  });
});
