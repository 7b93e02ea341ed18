import { component, type DefaultRule } from './rule.js';

/**
 * What each component is given on its command line
 * (`kubernetes/kubernetes:cmd/kubeadm/app/phases/controlplane/manifests.go`, and the static pods and
 * units of the other distributions).
 */
export const COMPONENTS: readonly DefaultRule[] = [
  ...component({
    name: 'kube-apiserver',
    reason: 'Serves the API with these keys and signs service account tokens.',
    kinds: [
      'api-server',
      'service-account-signing-key',
      'front-proxy',
      'etcd',
      'cluster-ca',
      'service-account-token',
      'kubelet-client',
      'other',
    ],
  }),
  ...component({
    name: 'kube-controller-manager',
    reason: 'Signs certificates and service account tokens.',
    kinds: [
      'cluster-ca',
      'service-account-signing-key',
      'controller-manager',
      'front-proxy',
      'api-server',
      'service-account-token',
    ],
  }),
  ...component({
    name: 'kube-scheduler',
    reason: 'Reads its own kubeconfig and serving certificate.',
    kinds: ['scheduler', 'service-account-token'],
  }),
  ...component({
    name: 'etcd',
    reason: 'Serves clients and peers with its own keys and keeps its own data.',
    kinds: ['etcd'],
    how: ['open', 'rename'],
    images: ['quay.io/coreos/etcd:*', 'gcr.io/etcd-development/etcd:*', 'rancher/*etcd*'],
  }),
  ...component({
    name: 'kube-proxy',
    reason: 'Reads its own kubeconfig and service account token.',
    kinds: ['service-account-token', 'other'],
  }),
  ...component({
    name: 'cloud-controller-manager',
    reason: 'Reads its own kubeconfig and the configuration of the cloud.',
    kinds: ['cloud', 'controller-manager', 'service-account-token'],
  }),
];
