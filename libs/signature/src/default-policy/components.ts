import { component, imagesOf, type DefaultRule } from './rule.js';

/** RKE1 runs the components from one image, by Docker and in no pod. */
const HYPERKUBE = imagesOf('rancher/hyperkube');

/** CA keys that only a certificate tool opens (`kubernetes/kubernetes:cmd/kubeadm/app/phases/certs`). */
export const CA_KEYS = [
  '/**/etcd/ca.key',
  '/**/etcd/*-ca.key',
  '/**/front-proxy-ca.key',
  '/**/request-header-ca.key',
  '/**/server/tls-*/**',
  '/**/server/rotate-ca/**',
  '/etc/kubernetes/tmp/**',
];

/**
 * What each component is given on its command line
 * (`kubernetes/kubernetes:cmd/kubeadm/app/phases/controlplane/manifests.go`, and the static pods and
 * units of the other distributions).
 */
export const COMPONENTS: readonly DefaultRule[] = [
  ...component({
    name: 'kube-apiserver',
    reason: 'Serves the API with these keys and signs service account tokens.',
    kinds: ['api-server', 'service-account-signing-key', 'front-proxy'],
    not_paths: CA_KEYS,
    images: HYPERKUBE,
  }),
  ...component({
    name: 'kube-apiserver',
    rule: 'kube-apiserver-files',
    reason: 'Its client keys for etcd, encryption keys and static tokens, by distribution.',
    paths: [
      '/etc/kubernetes/pki/apiserver-etcd-client.key',
      '/etc/kubernetes/pki/**/apiserver*.key',
      '/etc/kubernetes/enc/**',
      '/etc/kubernetes/ssl/kube-apiserver*',
      '/etc/kubernetes/ssl/kube-node-key.pem',
      '/etc/kubernetes/ssl/kube-service-account-token-key.pem',
      '/etc/kubernetes/ssl/encryption.yaml',
      ...['apiserver*.key', 'sa.key', 'front-proxy-client.key'].flatMap((name) => [
        `/etc/kubernetes/ssl/**/${name}`,
        `/run/config/pki/**/${name}`,
        `/var/lib/minikube/certs/**/${name}`,
      ]),
      '/etc/ssl/etcd/ssl/node-*-key.pem',
      '/etc/srv/kubernetes/*.csv',
      '/etc/srv/kubernetes/pki/etcd-apiserver-*',
      '/etc/srv/kubernetes/pki/konnectivity-server/*',
      '/etc/srv/kubernetes/pki/cloud-pvl-admission/*',
      '/srv/kubernetes/kube-apiserver/*',
      '/system/secrets/kubernetes/kube-apiserver/*',
      '/var/lib/k0s/pki/apiserver-etcd-client.key',
      '/var/lib/rancher/rke2/server/cred/encryption-*.json',
      '/var/lib/rancher/rke2/server/tls/etcd/client.key',
    ],
    not_paths: CA_KEYS,
    images: HYPERKUBE,
  }),
  ...component({
    name: 'kube-controller-manager',
    reason: 'Signs certificates and service account tokens.',
    kinds: ['cluster-ca', 'service-account-signing-key', 'controller-manager'],
    not_paths: [
      ...CA_KEYS,
      '/etc/kubernetes/pki/**/apiserver*',
      '/etc/kubernetes/bootstrap-secrets/**',
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
