import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serviceAccountOf } from './service-account.js';

const UID = '0f4b7e2c-1111-2222-3333-444455556666';
const POD = { namespace: 'default', name: 'web-0', uid: UID };
const TOKEN_MOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const VOLUME = `/var/lib/kubelet/pods/${UID}/volumes/kubernetes.io~projected/kube-api-access-x`;
const SIGNATURE = 's'.repeat(86);

const claims = (more: object = {}) => ({
  'kubernetes.io': {
    namespace: 'default',
    pod: { name: 'web-0', uid: UID },
    serviceaccount: { name: 'robot', uid: 'u' },
    ...more,
  },
});

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** A pod's volume as the kubelet lays it out: `token` is a link into `..data`, that one too. */
function volume(token: string | undefined, folder = VOLUME): string {
  const root = mkdtempSync(join(tmpdir(), 'keywarden-account-'));
  const dated = join(root, folder, '..2026_11_25');
  mkdirSync(dated, { recursive: true });
  if (token !== undefined) writeFileSync(join(dated, 'token'), token);
  symlinkSync('..2026_11_25', join(root, folder, '..data'));
  symlinkSync('..data/token', join(root, folder, 'token'));
  return root;
}

const mounts = (hostPath: string) => [
  { containerPath: '/etc/hosts', hostPath: '/x' },
  { containerPath: TOKEN_MOUNT, hostPath },
];

const token = (payload: object, signature = SIGNATURE) =>
  `${base64url({ alg: 'ES256' })}.${base64url(payload)}.${signature}`;

describe('serviceAccountOf', () => {
  it.each([
    ['ES256', SIGNATURE],
    ['RS256', 'r'.repeat(342)],
  ])('reads the claims of a token that is signed with %s', (_, signature) => {
    const root = volume(token(claims(), signature));
    expect(serviceAccountOf(root, POD, mounts(VOLUME))).toBe('robot');
  });

  it.each([
    ['of another namespace', token(claims({ namespace: 'kube-system' }))],
    ['of another pod', token(claims({ pod: { uid: 'x' } }))],
    ['with a hostile name', token(claims({ serviceaccount: { name: 'a\u001b[31m' } }))],
    ['without claims', token({})],
    ['that is no JSON', `a.${Buffer.from('{').toString('base64url')}.${SIGNATURE}`],
    ['that is too short to have a signature', 'a.b.c'],
    ['that is endless', token({ ...claims(), x: 'x'.repeat(20_000) })],
    ['that is not there', undefined],
  ])('has none for a token %s', (_, text) => {
    expect(serviceAccountOf(volume(text), POD, mounts(VOLUME))).toBeUndefined();
  });

  it('looks at no volume but the pod’s own projected ones', () => {
    const foreign = VOLUME.replace(UID, 'f'.repeat(32));
    expect(
      serviceAccountOf(volume(token(claims()), foreign), POD, mounts(foreign)),
    ).toBeUndefined();
    const planted = '/srv/planted';
    expect(
      serviceAccountOf(volume(token(claims()), planted), POD, mounts(planted)),
    ).toBeUndefined();
    expect(serviceAccountOf(volume(token(claims())), POD, [])).toBeUndefined();
    expect(serviceAccountOf('/nowhere', { name: 'web-0' }, mounts(VOLUME))).toBeUndefined();
  });
});
