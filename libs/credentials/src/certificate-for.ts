import type { CredentialContent } from '@keywarden/contracts';

/** Where the public certificate that belongs to a credential is found. */
export type CertificateSource =
  /** In a PEM file, perhaps beside the private key: only its CERTIFICATE blocks count. */
  | { in: 'pem'; path: string }
  /** In `client-certificate-data` of a kubeconfig, base64. */
  | { in: 'kubeconfig'; path: string }
  | { in: 'none' };

/**
 * The certificate of a credential by the conventions of the distributions: `x.crt` belongs to
 * `x.key`, `x.pem` to `x-key.pem`, and a kubelet's PEM holds both.
 *
 * @param content what the catalogue says that the file holds, where it says so
 */
export function certificateFor(path: string, content?: CredentialContent): CertificateSource {
  if (content === 'kubeconfig') return { in: 'kubeconfig', path };
  if (path.endsWith('-key.pem')) return { in: 'pem', path: path.replace(/-key\.pem$/, '.pem') };
  if (path.endsWith('.crt') || path.endsWith('.pem')) return { in: 'pem', path };
  if (path.endsWith('/sa.key')) return { in: 'none' };
  if (path.endsWith('.key')) return { in: 'pem', path: path.replace(/\.key$/, '.crt') };
  if (path.endsWith('.conf') || path.endsWith('kubeconfig')) return { in: 'kubeconfig', path };
  return { in: 'none' };
}
