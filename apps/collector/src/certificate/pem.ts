import { X509Certificate } from 'node:crypto';

/** Public facts of a certificate. */
export interface CertificateFacts {
  /** RFC 3339. */
  readonly notAfter: string;
  readonly subject: string;
  /** SHA-256, colon-separated hex. */
  readonly fingerprint: string;
}

const BLOCK = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/;
const KUBECONFIG_DATA = /^\s*(?:-\s+)?client-certificate-data:\s*["']?([A-Za-z0-9+/=]+)/m;
const KUBECONFIG_FILE = /^\s*(?:-\s+)?client-certificate:\s*["']?([^\s"'#]+)/m;

/**
 * The first certificate of a PEM text, the leaf of a chain. Anything else in it, a private key for
 * one, is skipped and never parsed.
 */
export function certificateOfPem(text: string): CertificateFacts | undefined {
  const block = BLOCK.exec(text)?.[0];
  if (block === undefined) return undefined;
  try {
    const certificate = new X509Certificate(block);
    return {
      notAfter: certificate.validToDate.toISOString(),
      subject: certificate.subject.replaceAll('\n', ', '),
      fingerprint: certificate.fingerprint256,
    };
  } catch {
    return undefined;
  }
}

/** Where a kubeconfig keeps its client certificate: in itself, or in a file that it names. */
export function certificateOfKubeconfig(
  text: string,
): { facts: CertificateFacts | undefined } | { file: string } | undefined {
  const data = KUBECONFIG_DATA.exec(text)?.[1];
  if (data !== undefined) {
    return { facts: certificateOfPem(Buffer.from(data, 'base64').toString('latin1')) };
  }
  const file = KUBECONFIG_FILE.exec(text)?.[1];
  return file === undefined ? undefined : { file };
}
