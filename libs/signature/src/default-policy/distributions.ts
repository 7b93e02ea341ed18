import { officialImages, onNode, type DefaultRule } from './rule.js';

const K3S = ['/var/lib/rancher/k3s/data/*/bin/k3s', '/usr/local/bin/k3s', '/usr/bin/k3s'];
const RKE2 = ['/usr/local/bin/rke2', '/usr/bin/rke2', '/opt/rke2/bin/rke2'];
const SNAP = '/snap/microk8s/*';
const SNAP_SCRIPT = {
  exe: ['/usr/bin/bash', '/bin/bash', '/usr/bin/dash', '/bin/sh', `${SNAP}/**`],
  script: [`${SNAP}/**`],
};
const EVERYTHING: DefaultRule['how'] = ['open', 'rename', 'link'];

/** Distributions that put many components into one program, which then reads what all of them read. */
export const DISTRIBUTIONS: readonly DefaultRule[] = [
  {
    name: 'k3s',
    reason: 'One process is every component of the node; "k3s certificate rotate" copies its keys.',
    reader: { exe: K3S, container: false, uid: [0] },
    paths: ['/var/lib/rancher/k3s/**', '/etc/rancher/**', '/var/lib/kubelet/**', '/run/k3s/**'],
    not_given: ['/var/log/**'],
    how: EVERYTHING,
  },
  {
    name: 'rke2',
    reason: 'The supervisor of the node makes, rotates and hands out every certificate.',
    reader: { exe: RKE2, container: false, uid: [0] },
    paths: ['/var/lib/rancher/rke2/**', '/etc/rancher/**', '/etc/default/rke2-*'],
    not_given: ['/var/log/**'],
    how: EVERYTHING,
  },
  {
    name: 'rke2-apiserver-probe',
    reason:
      'Every probe of the API server runs kubectl with its client certificate (pkg/podtemplate).',
    reader: {
      exe: ['/usr/local/bin/kubectl', '/usr/bin/kubectl'],
      container: true,
      static_pod: true,
    },
    kinds: ['api-server'],
    distributions: ['RKE2'],
  },
  {
    name: 'rancher-ca-rotation',
    reason: 'rotate-default-ca-certs.sh and generate-custom-ca-certs.sh sign with openssl.',
    reader: {
      exe: ['/usr/bin/openssl', '/usr/bin/cp', '/bin/cp', '/usr/bin/cat', '/bin/cat'],
      container: false,
      uid: [0],
      ancestors: {
        any: [
          {
            exe: ['/usr/bin/bash', '/bin/bash', '/usr/bin/dash', '/bin/sh'],
            script: [
              '/var/lib/rancher/**/rotate-default-ca-certs.sh',
              '/var/lib/rancher/**/generate-custom-ca-certs.sh',
            ],
          },
        ],
      },
    },
    kinds: ['cluster-ca', 'front-proxy', 'etcd', 'service-account-signing-key'],
    distributions: ['k3s', 'RKE2'],
  },
  {
    name: 'microk8s',
    reason: 'kubelite is every component of the node in one process.',
    reader: { exe: [`${SNAP}/kubelite`], container: false },
    paths: ['/var/snap/microk8s/**', '/var/lib/kubelet/**'],
    not_given: ['/var/log/**'],
    how: EVERYTHING,
  },
  {
    name: 'microk8s-dqlite',
    reason: 'Keeps the data of the cluster and serves its peers.',
    reader: { exe: [`${SNAP}/bin/k8s-dqlite`], container: false },
    paths: ['/var/snap/microk8s/*/var/kubernetes/backend/**'],
    how: EVERYTHING,
  },
  {
    name: 'microk8s-cluster-agent',
    reason: 'Checks the tokens of nodes that join and signs their certificates.',
    reader: { exe: [`${SNAP}/bin/cluster-agent`], container: false },
    paths: ['/var/snap/microk8s/*/credentials/*', '/var/snap/microk8s/*/certs/*'],
    how: EVERYTHING,
  },
  {
    name: 'microk8s-etcd',
    reason: 'Serves with the key of the API server where etcd is used (--key-file).',
    reader: { exe: [`${SNAP}/etcd`], container: false },
    paths: ['/var/snap/microk8s/*/certs/server.key', '/var/snap/microk8s/*/var/run/etcd/**'],
  },
  {
    name: 'microk8s-tools',
    reason: 'Scripts of the snap run its own tools: refresh-certs, join (actions/common/utils.sh).',
    reader: {
      exe: ['openssl', 'base64', 'cat', 'sed', 'python3*', 'bash'].flatMap((name) => [
        `${SNAP}/usr/bin/${name}`,
        `${SNAP}/bin/${name}`,
      ]),
      container: false,
      uid: [0],
      ancestors: { any: [SNAP_SCRIPT] },
    },
    paths: ['/var/snap/microk8s/**'],
    how: EVERYTHING,
  },
  {
    name: 'microk8s-script-itself',
    reason: 'A script of the snap reads the file by itself: add-node, join and leave.',
    reader: {
      exe: [`${SNAP}/usr/bin/python3*`, `${SNAP}/usr/bin/bash`, `${SNAP}/bin/bash`],
      container: false,
      uid: [0],
      script: SNAP_SCRIPT.script,
    },
    paths: ['/var/snap/microk8s/**'],
    how: EVERYTHING,
  },
  {
    name: 'microk8s-clients',
    reason: 'microk8s kubectl and helm use the admin kubeconfig of the snap.',
    reader: {
      exe: [`${SNAP}/kubectl`, `${SNAP}/bin/helm`, `${SNAP}/bin/helm3`],
      container: false,
    },
    kinds: ['admin'],
    paths: ['/var/snap/microk8s/**'],
  },
  {
    name: 'k0s',
    reason: 'Runs the control plane, signs, serves keys to joining controllers, and backs them up.',
    reader: { exe: ['/usr/local/bin/k0s', '/usr/bin/k0s'], container: false, uid: [0] },
    paths: ['/var/lib/k0s/**', '/run/k0s/**', '/run/k0s-*', '/etc/k0s/**'],
    not_given: ['/var/log/**'],
    how: EVERYTHING,
  },
  {
    name: 'k0s-konnectivity',
    reason: 'The tunnel server of k0s serves with the API server key and its own kubeconfig.',
    reader: { exe: onNode('konnectivity-server'), container: false },
    kinds: ['api-server', 'admin'],
    distributions: ['k0s'],
  },
  {
    name: 'talos',
    reason: 'Process 1 of Talos renders and rotates every secret of the node.',
    reader: {
      exe: ['/usr/bin/machined', '/sbin/init', '/usr/bin/init'],
      container: false,
      uid: [0],
    },
    paths: ['/system/**', '/etc/kubernetes/**', '/var/lib/kubelet/pki/*', '/var/lib/etcd/**'],
    how: EVERYTHING,
  },
  {
    name: 'kops-nodeup',
    reason: 'Writes the keys of the node at boot.',
    reader: { exe: ['/opt/kops/bin/nodeup', '/usr/local/bin/nodeup'], container: false, uid: [0] },
    distributions: ['kOps', 'generic'],
    how: EVERYTHING,
  },
  {
    name: 'kops-etcd-manager',
    reason: 'etcd-manager issues the certificates of etcd.',
    reader: { exe: ['/etcd-manager', '/ko-app/etcd-manager'], container: true, static_pod: true },
    paths: ['/etc/kubernetes/pki/etcd-manager-*/**', '/srv/kubernetes/etcd*/**'],
    how: ['open', 'rename'],
  },
  {
    name: 'kops-etcd',
    reason: 'etcd-manager starts etcd from a directory of its own.',
    reader: { exe: ['/opt/*/etcd'], container: true, static_pod: true },
    kinds: ['etcd'],
    not_paths: ['/**/ca.key', '/**/*-ca.key'],
  },
  {
    name: 'kops-apiserver-healthcheck',
    reason: 'The health check of the API server calls it with a certificate of its own.',
    reader: {
      exe: ['/kube-apiserver-healthcheck', '/ko-app/kube-apiserver-healthcheck'],
      container: true,
      static_pod: true,
    },
    paths: ['/etc/kubernetes/kube-apiserver-healthcheck/**'],
  },
  {
    name: 'kops-channels',
    reason: 'Installs the add-ons of the cluster.',
    reader: { exe: ['/channels', '/ko-app/channels'], container: true, static_pod: true },
    paths: ['/var/lib/kops/kubeconfig'],
  },
  {
    name: 'kops-controller',
    reason: 'Signs the certificates of new nodes.',
    reader: {
      exe: ['/kops-controller', '/ko-app/kops-controller'],
      container: true,
      image: officialImages('kops/kops-controller'),
    },
    paths: ['/etc/kubernetes/kops-controller/**'],
  },
  {
    name: 'minikube',
    reason: 'Signs the certificates of the profile and copies them to its node.',
    reader: { exe: onNode('minikube'), container: false },
    distributions: ['minikube'],
    how: EVERYTHING,
  },
];
