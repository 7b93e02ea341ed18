/** Where the public certificate that belongs to a credential is found. */
export type CertificateSource =
  /** In a PEM file, perhaps beside the private key: only its CERTIFICATE blocks count. */
  | { in: 'pem'; path: string }
  /** In `client-certificate-data` of a kubeconfig, base64. */
  | { in: 'kubeconfig'; path: string }
  | { in: 'none' };

/** The certificate of a credential by the conventions of kubeadm and the kubelet. */
export function certificateFor(path: string): CertificateSource {
  if (path.endsWith('.crt') || path.endsWith('.pem')) return { in: 'pem', path };
  if (path.endsWith('/sa.key')) return { in: 'none' };
  if (path.endsWith('.key')) return { in: 'pem', path: path.replace(/\.key$/, '.crt') };
  if (path.endsWith('.conf') || path.endsWith('kubeconfig')) return { in: 'kubeconfig', path };
  return { in: 'none' };
}
