import { uidOf, type Reader } from './reader.ts';

const TIMESTAMP = '..2026_11_26_01_58_03.1847265093';

/** A file of the token volume of a pod, as the node has it (fact 0.3). */
export function tokenOf(podUid: string, name = 'token'): string {
  return `/var/lib/kubelet/pods/${podUid}/volumes/kubernetes.io~projected/kube-api-access-x7k2p/${TIMESTAMP}/${name}`;
}

/** The token of the reader's own pod. */
export function ownToken({ process }: Reader): string {
  return tokenOf(process.pod?.uid ?? 'none');
}

/** How a pod sees its own token. */
export const SEEN_TOKEN = `/run/secrets/kubernetes.io/serviceaccount/${TIMESTAMP}/token`;
export const GIVEN_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/** A file of a secret volume. */
export function secretOf(podUid: string, name: string): string {
  return `/var/lib/kubelet/pods/${podUid}/volumes/kubernetes.io~secret/web-tls/${TIMESTAMP}/${name}`;
}

/** Somebody else's pod. */
export const VICTIM = uidOf('victim');
