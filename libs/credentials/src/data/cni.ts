import { table } from '../table.js';

/** Where networks keep credentials. */
export const CNI = table('CNI', {
  'projectcalico/calico:cni-plugin/pkg/install/install.go, node/pkg/cni/token_watch.go (24h token)': `
    cni                         kubeconfig         /etc/cni/net.d/calico-kubeconfig
  `,
  'projectcalico/calico:cni-plugin/pkg/install/install.go': `
    cni                         private-key        /etc/cni/net.d/calico-tls/etcd-key
  `,
  'projectcalico/calico:charts/calico/templates/*': `
    cni                         private-key        /calico-secrets/etcd-key in-container
  `,
  'k8snetworkplumbingwg/multus-cni:cmd/thin_entrypoint/main.go, deployments/multus-daemonset-crio.yml': `
    cni                         kubeconfig         /etc/cni/net.d/multus.d/multus.kubeconfig
  `,
  'k8snetworkplumbingwg/whereabouts; openshift/cluster-network-operator multus.yaml': `
    cni                         kubeconfig         /etc/cni/net.d/whereabouts.d/whereabouts.kubeconfig
  `,
  'openshift/cluster-network-operator:bindata/network/multus/multus.yaml': `
    cni                         kubeconfig         /etc/kubernetes/cni/net.d/**/*kubeconfig
  `,
  'k3s-io/k3s:pkg/agent/config/config.go (CNIConfDir); file names from plugins': `
    cni                         kubeconfig         /var/lib/rancher/*/agent/etc/cni/net.d/**/*kubeconfig unverified
  `,
  'convention of CNI plug-ins that keep a kubeconfig': `
    cni                         kubeconfig         /etc/cni/net.d/**/*kubeconfig*
  `,
  'public cilium manifests (mountPath /var/lib/cilium/clustermesh)': `
    cni                         secret             /var/lib/cilium/clustermesh/** in-container
  `,
  'convention of Cilium: TLS of Hubble': `
    cni                         secret             /var/lib/cilium/tls/hubble/** in-container unverified
  `,
  'convention of Cilium: no kubeconfig in it': `
    cni                         public-certificate /etc/cni/net.d/05-cilium.conflist unverified
  `,
  'aws/amazon-vpc-cni-k8s (no kubeconfig found in scripts/cmd): none in it': `
    cni                         public-certificate /etc/cni/net.d/10-aws.conflist unverified
  `,
});
