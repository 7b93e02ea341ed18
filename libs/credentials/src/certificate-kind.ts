import type { CredentialContent, CredentialKind } from '@keywarden/contracts';

/** What a certificate says of its purpose. */
export interface CertificatePurpose {
  /** One `key=value` each, as `CN=kubernetes`. */
  readonly subject: readonly string[];
  readonly isAuthority: boolean;
  /** Object identifiers of the extended key usage. */
  readonly usages: readonly string[];
}

/** id-kp-serverAuth, RFC 5280 section 4.2.1.12. */
const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1';
/** id-kp-clientAuth. */
const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';

/**
 * The names that Kubernetes gives its certificates
 * (https://kubernetes.io/docs/setup/best-practices/certificates/), the first one that fits.
 */
const BY_NAME: readonly [RegExp, CredentialKind][] = [
  [/^CN=(?:.*etcd.*|kube-etcd.*)$/, 'etcd'],
  [/^CN=(?:front-proxy|system:auth-proxy|.*request-header).*$/, 'front-proxy'],
  [/^CN=(?:system:)?kube-apiserver(?:-kubelet-client)?$/, 'api-server'],
  [/^CN=system:kube-controller-manager$/, 'controller-manager'],
  [/^CN=system:kube-scheduler$/, 'scheduler'],
];

/**
 * What kind of credential a certificate belongs to, by its subject and what it may be used for;
 * undefined when neither tells.
 */
export function kindOfCertificate(certificate: CertificatePurpose): CredentialKind | undefined {
  const { subject, isAuthority, usages } = certificate;
  const named = BY_NAME.find(([name]) => subject.some((line) => name.test(line)))?.[1];
  if (isAuthority) return named === 'etcd' || named === 'front-proxy' ? named : 'cluster-ca';
  if (named !== undefined) return named;
  if (subject.some((line) => line.startsWith('CN=system:node:'))) {
    const isClient = usages.includes(CLIENT_AUTHENTICATION);
    return usages.includes(SERVER_AUTHENTICATION) && !isClient
      ? 'kubelet-serving'
      : 'kubelet-client';
  }
  return subject.includes('O=system:masters') ? 'admin' : undefined;
}

/** A line only; what follows it is never looked at. */
const PRIVATE_KEY = /^-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/m;
/** Members of a kubeconfig that hold a secret, in YAML or JSON. */
const KUBECONFIG_SECRET =
  /(?:^|[{,\n])[ \t]*(?:-[ \t]+)?"?(?:client-key-data|token|password)"?[ \t]*:[ \t]*"?[^\s"]/;
const KUBECONFIG = /(?:^|[{,\n])[ \t]*"?kind"?[ \t]*:[ \t]*"?Config\b/;

/**
 * What a file holds by its text, where that is worth more than the catalogue says by its name: a
 * private key under the name of a certificate, a kubeconfig with a secret in it. A kubeconfig
 * without any stays one, because it names where the secrets are.
 */
export function contentOfText(
  text: string,
  known: CredentialContent | undefined,
): CredentialContent | undefined {
  if (known === 'private-key' || known === 'kubeconfig') return known;
  if (PRIVATE_KEY.test(text)) return 'private-key';
  if (KUBECONFIG.test(text) && KUBECONFIG_SECRET.test(text)) return 'kubeconfig';
  return known;
}
