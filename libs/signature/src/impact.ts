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
