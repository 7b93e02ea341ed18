import { describe, expect, it } from 'vitest';
import { catalogueSection, siteEntries } from './catalogue-config.js';

const parse = (glob: string) =>
  catalogueSection.safeParse({ extra: [{ glob, kind: 'etcd', content: 'private-key' }] });

describe('collector.catalogue.extra', () => {
  it.each([
    '/opt/pki/ca.key',
    '/opt/pki/*.key',
    '/opt/pki/**',
    '/etc/ssl/etcd/**/*.pem',
    '/home/*/k',
  ])('takes %s', (glob) => {
    expect(parse(glob).success).toBe(true);
  });

  it.each([
    'opt/pki/ca.key',
    '/opt/../etc/shadow',
    '/',
    '/**',
    '/*',
    '/etc/**',
    '/var/lib/**',
    '/*/pki/ca.key',
    '/**/ca.key',
    '/proc/1/environ',
    '/dev/sda',
    '/opt/pki/',
    '/opt//ca.key',
    '/opt/./ca.key',
    '/opt/{a,b}.key',
    '/opt/[ab].key',
  ])('refuses %j', (glob) => {
    expect(parse(glob).success).toBe(false);
  });

  it('takes the reach of the kind where none is given', () => {
    const section = catalogueSection.parse({
      extra: [
        { glob: '/a/b', kind: 'kubelet-client', content: 'private-key' },
        {
          glob: '/a/c',
          kind: 'kubelet-client',
          content: 'token',
          reach: 'cluster',
          distribution: 'x',
        },
      ],
    });
    expect(siteEntries(section)).toMatchObject([
      { reach: 'node', distribution: 'site', inContainer: false },
      { reach: 'cluster', distribution: 'x' },
    ]);
  });
});
