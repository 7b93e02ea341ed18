import type { CredentialKind, CredentialReach } from '@keywarden/contracts';

/**
 * How far whoever holds a credential of a kind can go.
 *
 * Cluster: signs or serves for everybody (CAs, the signing key, the API server's and the aggregator's
 * keys), reads every Secret (etcd, admins, the controller manager), binds pods to nodes (the
 * scheduler), or may change every pod's network (CNI, by the RBAC that the networks ship) and the
 * machines below (cloud). Node: what the node authorizer allows a kubelet
 * (https://kubernetes.io/docs/reference/access-authn-authz/node/). Namespace: what a service account
 * may do, by default only there.
 */
const REACH: Readonly<Record<CredentialKind, CredentialReach>> = {
  'cluster-ca': 'cluster',
  'api-server': 'cluster',
  'service-account-signing-key': 'cluster',
  etcd: 'cluster',
  'controller-manager': 'cluster',
  scheduler: 'cluster',
  admin: 'cluster',
  'front-proxy': 'cluster',
  cni: 'cluster',
  cloud: 'cluster',
  'kubelet-client': 'node',
  'kubelet-serving': 'node',
  other: 'node',
  'service-account-token': 'namespace',
};

/** The reach of a kind of credential. */
export function reachOf(kind: CredentialKind): CredentialReach {
  return REACH[kind];
}
