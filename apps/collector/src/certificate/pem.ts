import { X509Certificate } from 'node:crypto';
import type { CredentialKind } from '@keywarden/contracts';
import { kindOfCertificate } from '@keywarden/credentials';

/** Public facts of a certificate. */
export interface CertificateFacts {
  /** RFC 3339. */
  readonly notAfter: string;
  readonly subject: string;
  readonly issuer: string;
  /** SHA-256, colon-separated hex. */
  readonly fingerprint: string;
  /** What it is for, by its names and usages; absent when they do not tell. */
  readonly kind?: CredentialKind;
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
    const kind = kindOfCertificate({
      subject: certificate.subject.split('\n'),
      isAuthority: certificate.ca,
      usages: usagesOf(certificate),
    });
    return {
      notAfter: certificate.validToDate.toISOString(),
      subject: inOneLine(certificate.subject),
      issuer: inOneLine(certificate.issuer),
      fingerprint: certificate.fingerprint256,
      ...(kind === undefined ? {} : { kind }),
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

function inOneLine(name: string): string {
  return name.replaceAll('\n', ', ');
}

/** Named keyUsage, it is the extended one, and it is missing where the certificate has none. */
function usagesOf({ keyUsage }: { readonly keyUsage?: readonly string[] }): readonly string[] {
  return keyUsage ?? [];
}
