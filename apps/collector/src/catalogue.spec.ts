import { describe, expect, it } from 'vitest';
import { rootsOf, shippedCatalogue } from './catalogue.js';

const roots = (...globs: string[]) => rootsOf(globs.map((glob) => ({ glob })));

describe('rootsOf', () => {
  it('takes whole directories and leaves out what they cover', () => {
    expect(
      roots('/etc/kubernetes/pki/ca.key', '/etc/kubernetes/admin.conf', '/etc/kubernetes/tmp/**'),
    ).toEqual([{ pattern: '/etc/kubernetes', kind: 'directory' }]);
  });

  it('takes single files out of a directory that holds workloads', () => {
    expect(
      roots('/var/lib/kubelet/kubeconfig', '/var/lib/kubelet/pods/*/volumes/x/*/..*/token'),
    ).toEqual([
      { pattern: '/var/lib/kubelet/kubeconfig', kind: 'file' },
      { pattern: '/var/lib/kubelet/pods/*/volumes/x/*', kind: 'directory' },
    ]);
  });
});

describe('shippedCatalogue', () => {
  it('never watches the kubelet directory or all pods as a whole', () => {
    const trees = shippedCatalogue([])
      .roots.filter(({ kind }) => kind === 'directory')
      .map(({ pattern }) => pattern);
    expect(trees).toContain('/etc/kubernetes');
    expect(trees).not.toContain('/var/lib/kubelet');
    expect(trees).not.toContain('/var/lib/kubelet/pods');
  });

  it('classifies by node path, except where excluded', () => {
    const path = '/etc/kubernetes/admin.conf';
    expect(shippedCatalogue([]).classify(path)).toMatchObject({
      kind: 'admin',
      canonical_path: path,
    });
    expect(shippedCatalogue([path]).classify(path)).toBeUndefined();
    expect(shippedCatalogue([]).classify('/etc/passwd')).toBeUndefined();
  });
});
