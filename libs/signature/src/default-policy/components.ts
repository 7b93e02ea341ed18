import { component, imagesOf, type DefaultRule } from './rule.js';

/** RKE1 runs the components from one image, by Docker and in no pod. */
const HYPERKUBE = imagesOf('rancher/hyperkube');

/** CA keys that only a certificate tool opens (`kubernetes/kubernetes:cmd/kubeadm/app/phases/certs`). */
const CA_KEYS = ['/**/etcd/ca.key', '/**/front-proxy-ca.key', '/**/request-header-ca.key'];

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
      'other',
    ],
    // It is given ca.crt; the key of the CA is the controller manager's, those of etcd are etcd's.
    not_paths: [
      ...CA_KEYS,
      '/etc/kubernetes/pki/ca.key',
      '/etc/kubernetes/pki/etcd/**',
      '/etc/kubernetes/ssl/kube-ca-key.pem',
      '/etc/kubernetes/tmp/**',
      '/var/lib/etcd/**',
      '/var/lib/rancher/*/server/db/**',
    ],
    images: HYPERKUBE,
  }),
  ...component({
    name: 'kube-apiserver',
    rule: 'kube-apiserver-static-tokens',
    reason: 'Reads the static tokens that kube-up gives it (--token-auth-file).',
    paths: ['/etc/srv/kubernetes/*.csv'],
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
    ],
    not_paths: [
      ...CA_KEYS,
      '/etc/kubernetes/pki/apiserver*',
      '/etc/kubernetes/pki/front-proxy*',
      '/etc/kubernetes/tmp/**',
    ],
    images: HYPERKUBE,
  }),
  ...component({
    name: 'kube-controller-manager',
    rule: 'kube-controller-manager-kubeconfig',
    reason: 'Reads its own kubeconfig, also where all of them are called alike.',
    paths: [
      '/etc/kubernetes/controller-manager.conf',
      '/etc/kubernetes/ssl/kubecfg-kube-controller-manager.yaml',
      '/var/lib/rancher/rke2/server/cred/controller.kubeconfig',
      '/var/lib/rancher/rke2/server/tls/kube-controller-manager/*',
    ],
    images: HYPERKUBE,
  }),
  ...component({
    name: 'kube-scheduler',
    reason: 'Reads its own kubeconfig and serving certificate.',
    kinds: ['scheduler'],
    images: HYPERKUBE,
  }),
  ...component({
    name: 'kube-scheduler',
    rule: 'kube-scheduler-kubeconfig',
    reason: 'Reads its own kubeconfig, also where all of them are called alike.',
    paths: [
      '/etc/kubernetes/scheduler.conf',
      '/etc/kubernetes/ssl/kubecfg-kube-scheduler.yaml',
      '/var/lib/rancher/rke2/server/cred/scheduler.kubeconfig',
      '/var/lib/rancher/rke2/server/tls/kube-scheduler/*',
    ],
    images: HYPERKUBE,
  }),
  ...component({
    name: 'etcd',
    reason: 'Serves clients and peers with its own keys and keeps its own data; never its CA key.',
    kinds: ['etcd'],
    not_paths: [...CA_KEYS, '/**/apiserver-etcd-client.key'],
    how: ['open', 'rename'],
    images: imagesOf(
      'quay.io/coreos/etcd',
      'gcr.io/etcd-development/etcd',
      'rancher/mirrored-coreos-etcd',
      'rancher/hardened-etcd',
      'rancher/coreos-etcd',
    ),
  }),
  ...component({
    name: 'etcd',
    rule: 'etcd-keys',
    reason: 'Its keys in directories where those of all components lie.',
    paths: [
      '/etc/kubernetes/ssl/kube-etcd-*',
      '/run/config/pki/etcd/**',
      '/var/lib/minikube/certs/etcd/**',
    ],
    not_paths: CA_KEYS,
    images: imagesOf('rancher/mirrored-coreos-etcd', 'rancher/coreos-etcd'),
  }),
  ...component({
    name: 'kube-proxy',
    reason: 'Reads its own kubeconfig; its token is one of its own pod.',
    paths: [
      '/var/lib/kube-proxy/**',
      '/etc/kubernetes/*kube-proxy*',
      '/etc/kubernetes/ssl/*kube-proxy*',
      '/etc/srv/kubernetes/pki/kube-proxy*',
      '/var/lib/rancher/rke2/agent/*kube*proxy*',
    ],
    images: HYPERKUBE,
  }),
  ...component({
    name: 'cloud-controller-manager',
    reason: 'Reads its own kubeconfig and the configuration of the cloud.',
    kinds: ['cloud', 'controller-manager'],
  }),
];
