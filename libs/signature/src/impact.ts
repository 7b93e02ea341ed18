import type { Credential, RiskFactor } from '@keywarden/contracts';

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
export function riskFactors(credential: Credential, evasions: readonly string[]): RiskFactor[] {
  const { kind, not_after } = credential;
  const isWide = CLUSTER_WIDE.includes(kind);
  const term =
    not_after === undefined ? 'the end of validity is not known' : `valid until ${not_after}`;
  return [
    { factor: isWide ? 'cluster-wide impact' : 'limited impact', points: 0, detail: kind },
    { factor: 'authentication bypass', points: 0, detail: 'it is accepted as it is' },
    { factor: 'long-term access', points: 0, detail: term },
    {
      factor: 'detection evasion',
      points: 0,
      detail: evasions.length === 0 ? 'none seen' : evasions.join(', '),
    },
  ];
}
