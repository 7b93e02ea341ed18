import type { Credential } from '@keywarden/contracts';

/** The attack vectors that a stolen credential of this kind opens; credential theft is always one. */
export function attackVectors({ kind }: Credential): string[] {
  const vectors = ['credential theft', 'lateral movement'];
  if (kind !== 'service-account-token' && kind !== 'other') vectors.push('component impersonation');
  if (['cluster-ca', 'api-server', 'front-proxy', 'etcd', 'kubelet-serving'].includes(kind)) {
    vectors.push('man-in-the-middle');
  }
  return vectors;
}

const CLUSTER_WIDE = [
  'cluster-ca',
  'api-server',
  'admin',
  'etcd',
  'service-account-signing-key',
  'front-proxy',
];

/** What makes this theft dangerous, in words for a person. */
export function riskFactors(credential: Credential, evasions: readonly string[]): string[] {
  const { kind, not_after } = credential;
  const reach = CLUSTER_WIDE.includes(kind)
    ? 'cluster-wide impact'
    : `impact within the reach of a ${kind} credential`;
  const term =
    not_after === undefined
      ? 'long-term access: the end of validity is not known'
      : `long-term access until ${not_after}`;
  const evasion =
    evasions.length === 0
      ? 'detection evasion: none seen'
      : `detection evasion: ${evasions.join(', ')}`;
  return [reach, 'authentication bypass', term, evasion];
}
