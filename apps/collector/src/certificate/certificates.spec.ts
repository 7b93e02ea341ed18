import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Credential } from '@keywarden/contracts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { shippedCatalogue } from '../catalogue.js';
import { Certificates } from './certificates.js';

/** Key and certificate in one text. */
const bundle = (subject: string, usage: string): string =>
  execFileSync(
    'openssl',
    [
      ...'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -keyout -'.split(
        ' ',
      ),
      ...['-subj', subject, '-addext', 'basicConstraints=critical,CA:FALSE'],
      ...['-addext', `extendedKeyUsage=${usage}`],
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  ).toString();

const SCHEDULER = bundle('/CN=system:kube-scheduler', 'clientAuth');
const CERTIFICATE = SCHEDULER.slice(SCHEDULER.indexOf('-----BEGIN CERTIFICATE'));

function node(files: Record<string, string>) {
  const hostRoot = mkdtempSync(join(tmpdir(), 'keywarden-certificates-'));
  onTestFinished(() => {
    rmSync(hostRoot, { recursive: true });
  });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(hostRoot, path)), { recursive: true });
    writeFileSync(join(hostRoot, path), text);
    chmodSync(join(hostRoot, path), 0o640);
  }
  const catalogue = shippedCatalogue([]);
  const certificates = new Certificates(hostRoot, catalogue);
  const describe = (path: string, change: Partial<Credential> = {}) => {
    const credential = catalogue.classify(path);
    if (credential === undefined) throw new TypeError(`${path} is no credential`);
    return certificates.describe({ ...credential, ...change });
  };
  return { hostRoot, describe };
}

describe('Certificates', () => {
  it('counts a key under the name of a certificate as a key', () => {
    const { describe } = node({ '/etc/kubernetes/pki/ca.crt': SCHEDULER });
    expect(describe('/etc/kubernetes/pki/ca.crt')).toMatchObject({
      kind: 'cluster-ca',
      content: 'private-key',
    });
  });

  it('leaves a certificate a certificate, with subject, issuer and end', () => {
    const { describe } = node({ '/etc/kubernetes/pki/ca.crt': CERTIFICATE });
    const described = describe('/etc/kubernetes/pki/ca.crt');
    expect(described).toMatchObject({
      content: 'public-certificate',
      subject: 'CN=system:kube-scheduler',
      issuer: 'CN=system:kube-scheduler',
      mode: 0o640,
      owner_uid: process.getuid?.(),
    });
    expect(JSON.stringify(described)).not.toMatch(/BEGIN|PRIVATE/);
  });

  it('takes the kind from the certificate where the catalogue knows only the place', () => {
    const files = {
      '/etc/kubernetes/pki/site/x.key': 'x',
      '/etc/kubernetes/pki/site/x.crt': CERTIFICATE,
    };
    expect(node(files).describe('/etc/kubernetes/pki/site/x.key')).toMatchObject({
      kind: 'scheduler',
      reach: 'cluster',
    });
    const known = { '/etc/kubernetes/pki/apiserver.crt': CERTIFICATE };
    expect(node(known).describe('/etc/kubernetes/pki/apiserver.crt').kind).toBe('api-server');
  });

  it('looks again when the file changed, and not before', () => {
    const path = '/etc/kubernetes/pki/ca.crt';
    const { describe, hostRoot } = node({ [path]: CERTIFICATE });
    expect(describe(path).content).toBe('public-certificate');
    writeFileSync(join(hostRoot, path), SCHEDULER);
    expect(describe(path).content).toBe('private-key');
    chmodSync(join(hostRoot, path), 0o600);
    expect(describe(path).mode).toBe(0o600);
  });

  it('keeps what the catalogue says of a file that is too large, gone or no file', () => {
    const path = '/etc/kubernetes/pki/ca.crt';
    const large = node({ [path]: SCHEDULER + ' '.repeat(1024 * 1024) });
    expect(large.describe(path)).toMatchObject({ content: 'public-certificate', mode: 0o640 });
    expect(node({}).describe(path)).not.toHaveProperty('mode');
    expect(node({ [`${path}/x`]: 'x' }).describe(path)).not.toHaveProperty('mode');
  });

  it('never opens the memory of a process', () => {
    const { describe } = node({ '/proc/1/mem': SCHEDULER });
    const canonical_path = '/proc/1/mem';
    const described = describe('/etc/kubernetes/pki/x', { canonical_path, content: 'secret' });
    expect(described).toMatchObject({ content: 'secret' });
    expect(described).not.toHaveProperty('mode');
  });
});
