import type { DefaultRule } from './rule.js';

const PLUGINS = [
  'calico',
  'calico-ipam',
  'multus',
  'multus-shim',
  'whereabouts',
  'flannel',
  'cilium-cni',
  'aws-cni',
  'ovn-k8s-cni-overlay',
  'weave-net',
];
const PLACES = [
  '/opt/cni/bin',
  '/usr/libexec/cni',
  '/usr/lib/cni',
  '/var/lib/cni/bin',
  '/home/kubernetes/bin',
];

/** Plugins run on the node for every pod; their daemons refresh the kubeconfigs of the plugins. */
export const CNI: readonly DefaultRule[] = [
  {
    name: 'cni-plugins',
    reason: 'A plugin reads its kubeconfig each time a pod is added or removed.',
    reader: {
      exe: [
        ...PLUGINS.flatMap((name) => PLACES.map((place) => `${place}/${name}`)),
        ...PLUGINS.map((name) => `/var/lib/rancher/k3s/data/*/bin/${name}`),
        ...PLUGINS.map((name) => `/var/snap/microk8s/*/opt/cni/bin/${name}`),
      ],
      container: false,
    },
    kinds: ['cni'],
  },
  {
    name: 'cni-daemons',
    reason: 'The daemons of the networks read their token and write and compare the kubeconfigs.',
    reader: {
      exe: [
        '/usr/bin/calico',
        '/bin/calico-node',
        '/usr/bin/calico-node',
        '/opt/cni/bin/install',
        '/thin_entrypoint',
        '/usr/src/multus-cni/bin/multus-daemon',
        '/usr/src/multus-cni/bin/thin_entrypoint',
        '/ip-control-loop',
        '/usr/bin/cilium-agent',
        '/usr/bin/cilium-operator*',
        '/app/aws-k8s-agent',
        '/opt/bin/flanneld',
      ],
      container: true,
      namespace: [
        'kube-system',
        'calico-system',
        'tigera-operator',
        'cilium',
        'kube-flannel',
        'openshift-*',
        'multus',
      ],
    },
    kinds: ['cni', 'service-account-token'],
    own_pod: false,
    how: ['open', 'rename'],
  },
];
