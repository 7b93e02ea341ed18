import { describe, expect, it } from 'vitest';
import { CATALOGUE } from './catalogue.js';
import { certificateFor } from './certificate-for.js';
import { classify } from './classify.js';
import { watchRoots } from './watch-roots.js';

const kindOf = (path: string) => {
  const entry = classify(path);
  return entry === undefined ? undefined : `${entry.kind} ${entry.content}`;
};

const VOLUME = '/var/lib/kubelet/pods/0a1b/volumes/kubernetes.io~projected/kube-api-access-x';

describe('classify', () => {
  it.each([
    ['/etc/kubernetes/pki/ca.key', 'cluster-ca private-key'],
    ['/etc/kubernetes/pki/ca.crt', 'cluster-ca public-certificate'],
    ['/etc/kubernetes/pki/etcd/ca.key', 'etcd private-key'],
    ['/etc/kubernetes/admin.conf', 'admin kubeconfig'],
    ['/var/lib/kubelet/pki/kubelet-client-2026-01-02-03-04-05.pem', 'kubelet-client private-key'],
    [`${VOLUME}/..2026_01_02_03_04_05.123/token`, 'service-account-token token'],
    [`${VOLUME}/..2026_01_02_03_04_05.123/ca.crt`, 'cluster-ca public-certificate'],
  ])('%s is %s', (path, expected) => {
    expect(kindOf(path)).toBe(expected);
  });

  it('knows what else is below the PKI directory, however deep', () => {
    expect(kindOf('/etc/kubernetes/pki/site/a/b.key')).toBe('other private-key');
    expect(kindOf('/etc/kubernetes/pki/site/a/b.crt')).toBe('other public-certificate');
    expect(kindOf('/etc/kubernetes/pki/.hidden')).toBe('other secret');
  });

  it.each([
    '/etc/kubernetes/pki',
    '/etc/kubernetes/pki2/ca.key',
    '/etc/kubernetes/admin.conf.bak',
    '/tmp/etc/kubernetes/pki/ca.key',
    'etc/kubernetes/pki/ca.key',
    '',
  ])('%j is no credential', (path) => {
    expect(classify(path)).toBeUndefined();
  });

  it('takes glob characters in file names as what they are', () => {
    expect(kindOf('/etc/kubernetes/pki/[a]{b}(c)!.key')).toBe('other private-key');
    expect(kindOf('/etc/kubernetes/pki/new\nline.key')).toBe('other private-key');
  });
});

describe('watchRoots', () => {
  const roots = watchRoots(CATALOGUE);

  it('covers every entry by a directory above it or by the file itself', () => {
    for (const { glob, inContainer } of CATALOGUE) {
      if (inContainer) continue;
      const covered = roots.some(
        ({ path, kind }) => (kind === 'directory' && glob.startsWith(`${path}/`)) || path === glob,
      );
      expect(covered, glob).toBe(true);
    }
  });

  it('names no root below another', () => {
    const directories = roots.filter(({ kind }) => kind === 'directory').map(({ path }) => path);
    for (const { path } of roots) {
      expect(
        directories.some((other) => path.startsWith(`${other}/`)),
        path,
      ).toBe(false);
    }
  });
});

describe('certificateFor', () => {
  it.each([
    ['/etc/kubernetes/pki/ca.key', { in: 'pem', path: '/etc/kubernetes/pki/ca.crt' }],
    [
      '/var/lib/kubelet/pki/kubelet-client-current.pem',
      { in: 'pem', path: '/var/lib/kubelet/pki/kubelet-client-current.pem' },
    ],
    ['/etc/kubernetes/admin.conf', { in: 'kubeconfig', path: '/etc/kubernetes/admin.conf' }],
    ['/etc/kubernetes/pki/sa.key', { in: 'none' }],
    ['/run/secrets/kubernetes.io/serviceaccount/token', { in: 'none' }],
  ])('%s', (path, expected) => {
    expect(certificateFor(path)).toEqual(expected);
  });
});
