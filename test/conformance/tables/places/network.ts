import { CNI_READERS } from '../../readers/network.ts';
import type { Distribution } from '../../support/places.ts';

export const CNI: Distribution = {
  name: 'CNI',
  readers: CNI_READERS,
  places: [
    ['/etc/cni/net.d/calico-kubeconfig', 'cni', 'secret', 'calico calico-component calico-node'],
    ['/etc/cni/net.d/calico-tls/etcd-key', 'cni', 'secret', 'calico calico-component calico-node'],
    ['/etc/cni/net.d/multus.d/multus.kubeconfig', 'cni', 'secret', 'multus thin_entrypoint'],
    [
      '/etc/cni/net.d/whereabouts.d/whereabouts.kubeconfig',
      'cni',
      'secret',
      'whereabouts ip-control-loop',
    ],
    [
      '/etc/kubernetes/cni/net.d/multus.d/multus.kubeconfig',
      'cni',
      'secret',
      'multus-shim whereabouts',
    ],
    [
      '/var/lib/rancher/rke2/agent/etc/cni/net.d/multus.d/multus.kubeconfig',
      'cni',
      'secret',
      'multus calico',
    ],
    ['/etc/cni/net.d/weave.d/weave-kubeconfig', 'cni', 'secret', 'calico multus'],
    ['/etc/cni/net.d/05-cilium.conflist', 'cni', 'public', 'cilium-cni'],
    ['/etc/cni/net.d/10-aws.conflist', 'cni', 'public', 'aws-cni'],
  ],
};
