import { z } from 'zod';

/** What a credential is for; the closed list of the catalogue. */
export const CREDENTIAL_KINDS = [
  'cluster-ca',
  'api-server',
  'kubelet-client',
  'kubelet-serving',
  'service-account-token',
  'service-account-signing-key',
  'etcd',
  'controller-manager',
  'scheduler',
  'admin',
  'front-proxy',
  'cni',
  'cloud',
  'other',
] as const;

export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

/** What the file holds. A `public-certificate` alone is informational, the others are secrets. */
export const CREDENTIAL_CONTENTS = [
  'private-key',
  'kubeconfig',
  'token',
  'secret',
  'public-certificate',
] as const;

export type CredentialContent = (typeof CREDENTIAL_CONTENTS)[number];

/** How far whoever holds it can go. `namespace`: what one service account may do. */
export const CREDENTIAL_REACHES = ['node', 'namespace', 'cluster'] as const;

export type CredentialReach = (typeof CREDENTIAL_REACHES)[number];

export const credential = z.object({
  kind: z.enum(CREDENTIAL_KINDS),
  distribution: z.string(),
  /** Path on the node, without the host root prefix. */
  canonical_path: z.string(),
  content: z.enum(CREDENTIAL_CONTENTS).optional(),
  reach: z.enum(CREDENTIAL_REACHES).optional(),
  /** End of validity of the certificate that belongs to it, RFC 3339. Public part only. */
  not_after: z.string().optional(),
  /** Subject of that certificate, one `key=value` per line joined by commas. */
  subject: z.string().optional(),
  /** Its issuer, in the same form. */
  issuer: z.string().optional(),
  /** SHA-256 fingerprint of that certificate, colon-separated hex. */
  fingerprint: z.string().optional(),
  /** Permission bits and owner of the file as the collector's stat(2) saw them at the event. */
  mode: z.int().nonnegative().optional(),
  owner_uid: z.int().nonnegative().optional(),
  owner_gid: z.int().nonnegative().optional(),
});

export type Credential = z.infer<typeof credential>;
