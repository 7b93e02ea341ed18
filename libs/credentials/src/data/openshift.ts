import { table } from '../table.js';

/** Where OpenShift keeps credentials. */
export const OPENSHIFT = table('OpenShift', {
  'openshift/cluster-kube-apiserver-operator:pkg/operator/starter.go, bindata/assets/config/*': `
    service-account-signing-key private-key        /etc/kubernetes/static-pod-resources/kube-apiserver-certs/secrets/bound-service-account-signing-key/*.key
    front-proxy                 private-key        /etc/kubernetes/static-pod-resources/kube-apiserver-certs/secrets/aggregator-client/*.key
    api-server                  private-key        /etc/kubernetes/static-pod-resources/kube-apiserver-certs/secrets/kubelet-client/*.key
    api-server                  private-key        /etc/kubernetes/static-pod-resources/kube-apiserver-certs/secrets/localhost-serving-cert-certkey/*.key
    api-server                  private-key        /etc/kubernetes/static-pod-resources/kube-apiserver-certs/secrets/service-network-serving-certkey/*.key
    api-server                  private-key        /etc/kubernetes/static-pod-resources/kube-apiserver-certs/secrets/external-loadbalancer-serving-certkey/*.key
    api-server                  private-key        /etc/kubernetes/static-pod-resources/kube-apiserver-certs/secrets/internal-loadbalancer-serving-certkey/*.key
    admin                       private-key        /etc/kubernetes/static-pod-resources/kube-apiserver-certs/secrets/control-plane-node-admin-client-cert-key/*.key
    other                       private-key        /etc/kubernetes/static-pod-resources/kube-apiserver-certs/secrets/check-endpoints-client-cert-key/*.key
    etcd                        secret             /etc/kubernetes/static-pod-resources/kube-apiserver-pod-*/secrets/**
    cluster-ca                  public-certificate /etc/kubernetes/static-pod-resources/**/ca-bundle.crt
    api-server                  public-certificate /etc/kubernetes/static-pod-resources/**/tls.crt
  `,
  'openshift/cluster-etcd-operator:bindata/etcd/etcd-common-tools; machine-config-operator templates (taint-fenced-node)': `
    admin                       kubeconfig         /etc/kubernetes/static-pod-resources/kube-apiserver-certs/secrets/node-kubeconfigs/*.kubeconfig
  `,
  'openshift/cluster-kube-controller-manager-operator:bindata/assets': `
    controller-manager          private-key        /etc/kubernetes/static-pod-resources/kube-controller-manager-certs/secrets/*/tls.key
  `,
  'openshift/cluster-kube-controller-manager-operator:bindata/assets/config/defaultconfig.yaml': `
    service-account-signing-key secret             /etc/kubernetes/static-pod-resources/kube-controller-manager-pod-*/secrets/**
  `,
  'openshift/cluster-kube-scheduler-operator:bindata/assets': `
    scheduler                   private-key        /etc/kubernetes/static-pod-resources/kube-scheduler-certs/secrets/*/tls.key
    scheduler                   secret             /etc/kubernetes/static-pod-resources/kube-scheduler-pod-*/secrets/**
  `,
  'openshift/cluster-etcd-operator:bindata/etcd/pod.gotpl.yaml': `
    etcd                        private-key        /etc/kubernetes/static-pod-resources/etcd-certs/secrets/etcd-all-certs/*.key
  `,
  'openshift/machine-config-operator:templates/**/kubelet.service.yaml, cmd/machine-config-daemon/start.go, manifests/on-prem/*': `
    kubelet-client              kubeconfig         /etc/kubernetes/kubeconfig
  `,
  'openshift/cluster-network-operator:bindata/network/multus/multus.yaml, ovn-kubernetes/common/008-script-lib.yaml, pkg/network/multus.go; MCO criometricsproxy.yaml': `
    kubelet-client              kubeconfig         /var/lib/kubelet/kubeconfig
  `,
  'openshift/machine-config-operator:templates/**/kubelet.yaml': `
    other                       public-certificate /etc/kubernetes/kubelet.conf
  `,
  'openshift/machine-config-operator': `
    cluster-ca                  public-certificate /etc/kubernetes/kubelet-ca.crt
  `,
  'openshift/cluster-network-operator:bindata/network/ovn-kubernetes/self-hosted/ovnkube-node.yaml (hostPath /var/lib/ovn-ic/etc mounted at /etc/ovn)': `
    cni                         private-key        /var/lib/ovn-ic/etc/ovnkube-node-certs/ovnkube-client-*.pem
  `,
  'openshift/cluster-network-operator multus.yaml; multus-cni:pkg/k8sclient/kubeconfig.go': `
    cni                         private-key        /etc/cni/multus/certs/multus-client-*.pem
  `,
  'openshift/machine-config-operator:cmd/machine-config-server/main.go': `
    other                       private-key        /etc/ssl/mcs/tls.key in-container
  `,
  'openshift/machine-config-operator:manifests/machineconfigserver/daemonset.yaml': `
    kubelet-client              token              /etc/mcs/bootstrap-token/** in-container
  `,
  'convention: mounted as /etc/kubernetes/secrets in the bootstrap pod': `
    cluster-ca                  secret             /etc/kubernetes/bootstrap-secrets/** unverified
  `,
  'openshift/cluster-etcd-operator:bindata/etcd/cluster-backup.sh (dir is an argument)': `
    etcd                        secret             /home/core/assets/backup/** unverified
  `,
});
