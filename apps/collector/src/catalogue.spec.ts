import { type CatalogueEntry, WORKLOAD_DATA } from '@keywarden/credentials';
import { describe, expect, it } from 'vitest';
import { NodeCatalogue, shippedCatalogue } from './catalogue.js';
import { rootsOf } from './catalogue-roots.js';

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

describe('the roots of the whole catalogue', () => {
  const roots = shippedCatalogue(WORKLOAD_DATA).roots;
  const trees = roots.filter(({ kind }) => kind === 'directory').map(({ pattern }) => pattern);

  it.each([
    '/run',
    '/root/.kube',
    '/home/*/.kube',
    '/etc/default',
    '/etc/systemd/system',
    '/var/lib/rancher/k3s/agent',
    '/var/lib/rancher/rke2/agent',
    '/var/lib/k0s',
    '/var/lib/minikube',
  ])('take only files out of %s', (shared) => {
    const above = trees.filter((tree) => shared === tree || shared.startsWith(`${tree}/`));
    expect(above).toEqual([]);
    expect(roots.some(({ pattern }) => pattern.startsWith(`${shared}/`))).toBe(true);
  });

  it('never take in all volumes of a pod', () => {
    expect(
      trees.filter((tree) => /\/volumes$|\/_data\/lib\/kubelet$|volume-subpaths/.test(tree)),
    ).toEqual([]);
  });

  it('hold nothing that only containers see', () => {
    const inside = roots.filter(({ pattern }) => /^\/(var\/)?run\/secrets|^\/etc$/.test(pattern));
    expect(inside).toEqual([]);
  });
});

describe('NodeCatalogue', () => {
  const place = (glob: string, more: Partial<CatalogueEntry> = {}): CatalogueEntry => ({
    distribution: 'site',
    kind: 'admin',
    content: 'private-key',
    reach: 'cluster',
    glob,
    inContainer: false,
    verified: true,
    source: 'test',
    ...more,
  });

  it('lets the installed distribution say what a shared path holds, else the stricter', () => {
    const path = '/etc/kubernetes/kubelet.conf';
    const contentWith = (...installed: string[]) =>
      new NodeCatalogue({ excludedGlobs: [], installed }).classify(path)?.content;
    expect(contentWith()).toBe('kubeconfig');
    expect(contentWith('kubeadm')).toBe('kubeconfig');
    expect(contentWith('OpenShift')).toBe('public-certificate');
  });

  it('knows what a site adds, and watches it file by file', () => {
    const catalogue = new NodeCatalogue({ excludedGlobs: [], extra: [place('/opt/x/*.key')] });
    expect(catalogue.classify('/opt/x/a.key')).toMatchObject({ kind: 'admin', reach: 'cluster' });
    expect(catalogue.classify('/opt/x/y/a.key')).toBeUndefined();
    expect(catalogue.roots).toContainEqual({ pattern: '/opt/x/*.key', kind: 'file' });
  });

  it('believes a site more than itself about the same place', () => {
    const extra = [place('/etc/kubernetes/pki/ca.crt', { content: 'secret' })];
    const catalogue = new NodeCatalogue({ excludedGlobs: [], extra, installed: ['kubeadm'] });
    expect(catalogue.classify('/etc/kubernetes/pki/ca.crt')).toMatchObject({
      distribution: 'site',
      content: 'secret',
    });
  });

  it('says whether discovery changed anything, and forgets what is not found any more', () => {
    const catalogue = new NodeCatalogue({ excludedGlobs: [] });
    const found = place('/srv/pki/front.pem', { distribution: 'discovered', kind: 'api-server' });
    expect(catalogue.setDiscovered([found])).toBe(true);
    expect(catalogue.setDiscovered([found])).toBe(false);
    expect(catalogue.classify('/srv/pki/front.pem')).toMatchObject({ kind: 'api-server' });
    expect(catalogue.roots).toContainEqual({ pattern: '/srv/pki/front.pem', kind: 'file' });
    expect(catalogue.setDiscovered([])).toBe(true);
    expect(catalogue.classify('/srv/pki/front.pem')).toBeUndefined();
  });

  it('keeps its own word about files that it names itself', () => {
    const catalogue = new NodeCatalogue({ excludedGlobs: [] });
    expect(catalogue.setDiscovered([place('/etc/kubernetes/pki/sa.key')])).toBe(false);
    expect(catalogue.classify('/etc/kubernetes/pki/sa.key')?.kind).toBe(
      'service-account-signing-key',
    );
  });
});
