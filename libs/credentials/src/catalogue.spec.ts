import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, DISTRIBUTIONS } from './catalogue.js';
import { classify, compileCatalogue } from './classify.js';
import type { CatalogueEntry } from './entry.js';
import { WORKLOAD_DATA } from './kubelet-roots.js';

const OPTIONS = { dot: true, nobrace: true, noextglob: true, nobracket: true, strictSlashes: true };

/** A path that a glob stands for. */
const example = (glob: string, deep = 'a/b', part = 'x1'): string =>
  glob.replaceAll('**', deep).replaceAll('*', part);

const matchers = new Map(CATALOGUE.map(({ glob }) => [glob, picomatch(glob, OPTIONS)]));
const fits = (glob: string, path: string): boolean => matchers.get(glob)?.(path) ?? false;

const globs = fc.constantFrom(...CATALOGUE.map(({ glob }) => glob));
const component = fc.stringMatching(/^[a-z0-9][a-z0-9.~_-]{0,8}$/);
/** Around the catalogue: an example of a glob, with one component changed, taken out or put in. */
const nearPaths = fc
  .record({ glob: globs, word: component, at: fc.nat(12), change: fc.constantFrom(0, 1, 2, 3) })
  .map(({ glob, word, at, change }) => {
    const parts = example(glob, `${word}/q`, word).split('/').slice(1);
    if (change > 0)
      parts.splice(at % parts.length, change === 3 ? 0 : 1, ...(change === 1 ? [] : [word]));
    return `/${parts.join('/')}`;
  });
const farPaths = fc
  .array(component, { minLength: 1, maxLength: 8 })
  .map((parts) => `/${parts.join('/')}`);

describe('the catalogue', () => {
  it.each(CATALOGUE.map((entry) => [entry.distribution, entry.glob, entry] as const))(
    '%s: %s is found, as what it is or as something more specific',
    (_, glob, entry) => {
      const found = classify(example(glob));
      expect(found).toBeDefined();
      if (found?.glob !== glob) expect(fits(found?.glob ?? '', example(glob))).toBe(true);
      else
        expect([entry.content, 'private-key', 'kubeconfig', 'secret', 'token']).toContain(
          found.content,
        );
    },
  );

  it('gives every distribution its own meaning of its places where it is installed', () => {
    for (const distribution of DISTRIBUTIONS) {
      const find = compileCatalogue(CATALOGUE, new Set([distribution]));
      const own = CATALOGUE.filter((entry) => entry.distribution === distribution);
      for (const { glob, kind, content } of own) {
        const found = find(example(glob));
        if (found?.glob === glob) expect(found, glob).toMatchObject({ kind, content });
      }
    }
  });

  it('names absolute, normalised places without other wildcards, each with its source', () => {
    for (const { glob, source } of CATALOGUE) {
      expect(glob).toMatch(/^(?:\/[^/{}[\]!?]+)+$/);
      expect(glob.split('/')).not.toContain('..');
      expect(source.length).toBeGreaterThan(5);
    }
  });

  it('says of every place once per distribution what it holds', () => {
    const key = ({ distribution, glob }: CatalogueEntry) => `${distribution} ${glob}`;
    const keys = CATALOGUE.map(key);
    expect(keys.filter((one, index) => keys.indexOf(one) !== index)).toEqual([]);
  });

  it('excludes by default only what it names', () => {
    const all = new Set(CATALOGUE.map(({ glob }) => glob));
    expect(WORKLOAD_DATA.filter((glob) => !all.has(glob))).toEqual([]);
  });

  it.each([
    ['/var/lib/kubelet/pki/kubelet.crt', 'kubelet-serving', 'public-certificate', 'node'],
    ['/var/lib/rancher/k3s/server/tls/client-admin.key', 'admin', 'private-key', 'cluster'],
    ['/var/lib/rancher/k3s/server/tls-1700000000/ca.key', 'cluster-ca', 'secret', 'cluster'],
    ['/var/lib/rancher/rke2/server/node-token', 'admin', 'token', 'cluster'],
    ['/var/snap/microk8s/7394/certs/ca.key', 'cluster-ca', 'private-key', 'cluster'],
    ['/var/snap/microk8s/current/credentials/client.config', 'admin', 'kubeconfig', 'cluster'],
    ['/var/lib/k0s/pki/sa.key', 'service-account-signing-key', 'private-key', 'cluster'],
    [
      '/srv/kubernetes/kube-apiserver/service-account.key',
      'service-account-signing-key',
      'private-key',
      'cluster',
    ],
    ['/etc/cni/net.d/calico-kubeconfig', 'cni', 'kubeconfig', 'cluster'],
    ['/root/.kube/config', 'admin', 'kubeconfig', 'cluster'],
    ['/etc/kubernetes/azure.json', 'cloud', 'secret', 'cluster'],
    ['/etc/kubernetes/enc/enc.yaml', 'other', 'secret', 'cluster'],
    ['/etc/kubernetes/pki/new-thing', 'other', 'secret', 'cluster'],
    [
      '/var/lib/k0s/kubelet/pods/u/volumes/kubernetes.io~projected/t/..1/token',
      'service-account-token',
      'token',
      'namespace',
    ],
  ])('%s', (path, kind, content, reach) => {
    expect(classify(path)).toMatchObject({ kind, content, reach });
  });
});

describe('the look-up tree', () => {
  it('agrees with picomatch about what is a credential, and takes none that does not fit', () => {
    const all = CATALOGUE.map(({ glob }) => glob);
    fc.assert(
      fc.property(fc.oneof({ weight: 4, arbitrary: nearPaths }, farPaths), (path) => {
        const found = classify(path);
        expect(found !== undefined, path).toBe(all.some((glob) => fits(glob, path)));
        if (found !== undefined) expect(fits(found.glob, path), found.glob).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('prefers fewer "**", then more fixed characters', () => {
    const depth = (glob: string) => glob.split('**').length;
    const fixed = (glob: string) => glob.replaceAll('*', '').length;
    fc.assert(
      fc.property(nearPaths, (path) => {
        const found = classify(path)?.glob;
        if (found === undefined) return;
        for (const { glob } of CATALOGUE) {
          if (!fits(glob, path)) continue;
          expect(depth(found), `${path}: ${glob}`).toBeLessThanOrEqual(depth(glob));
          if (depth(found) === depth(glob))
            expect(fixed(found)).toBeGreaterThanOrEqual(fixed(glob));
        }
      }),
      { numRuns: 300 },
    );
  });
});
