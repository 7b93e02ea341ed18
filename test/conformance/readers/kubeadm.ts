import { service, typed } from '../support/chains.ts';
import type { Reader } from '../support/reader.ts';
import {
  COMPONENTS,
  ETCDCTL,
  ETCDUTL,
  HELM,
  KUBEADM,
  KUBECTL,
  USER_KUBECTL,
  X509_EXPORTER,
} from './kubernetes.ts';
import { AKS_READERS } from './cloud.ts';
import { OPENSHIFT_READERS } from './openshift.ts';

export const KUBEADM_READERS = {
  ...COMPONENTS,
  kubeadm: KUBEADM,
  kubectl: KUBECTL,
  'user-kubectl': USER_KUBECTL,
  helm: HELM,
  etcdctl: ETCDCTL,
  etcdutl: ETCDUTL,
  'x509-certificate-exporter': X509_EXPORTER,
} satisfies Record<string, Reader>;

/** etcd as a service of the node, not in a pod. */
export const ETCD_READERS = {
  etcd: service({ exe: '/usr/local/bin/etcd', uid: 998 }, 'etcd.service'),
  etcdctl: ETCDCTL,
  etcdutl: ETCDUTL,
} satisfies Record<string, Reader>;

/** What every node has, and who else comes there on some distribution. */
export const NODE_READERS = {
  kubelet: COMPONENTS.kubelet,
  kubectl: KUBECTL,
  'user-kubectl': USER_KUBECTL,
  'script-kubectl': AKS_READERS.kubectl,
  helm: HELM,
  k9s: typed('/usr/local/bin/k9s'),
  grep: AKS_READERS.grep,
  'node-exporter': AKS_READERS['node-exporter'],
  'kube-rbac-proxy': OPENSHIFT_READERS['kube-rbac-proxy'],
  crio: OPENSHIFT_READERS.crio,
  podman: OPENSHIFT_READERS.podman,
  'x509-certificate-exporter': X509_EXPORTER,
} satisfies Record<string, Reader>;
