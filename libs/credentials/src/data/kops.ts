import { table } from '../table.js';

/** Where kOps keeps credentials. */
export const KOPS = table('kOps', {
  'kubernetes/kops:nodeup/pkg/model/*.go (PathSrvKubernetes=/srv/kubernetes)': `
    api-server                  private-key        /srv/kubernetes/kube-apiserver/server.key
    api-server                  private-key        /srv/kubernetes/kube-apiserver/kubelet-api.key
    etcd                        private-key        /srv/kubernetes/kube-apiserver/etcd-client.key
    front-proxy                 private-key        /srv/kubernetes/kube-apiserver/apiserver-aggregator.key
    service-account-signing-key private-key        /srv/kubernetes/kube-apiserver/service-account.key
    api-server                  public-certificate /srv/kubernetes/kube-apiserver/*.crt
    service-account-signing-key public-certificate /srv/kubernetes/kube-apiserver/service-account.pub
    other                       secret             /srv/kubernetes/kube-apiserver/encryptionconfig.yaml reach:cluster
    cluster-ca                  private-key        /srv/kubernetes/kube-controller-manager/ca.key
    service-account-signing-key private-key        /srv/kubernetes/kube-controller-manager/service-account.key
    controller-manager          private-key        /srv/kubernetes/kube-controller-manager/server.key
    cluster-ca                  public-certificate /srv/kubernetes/kube-controller-manager/*.crt
    scheduler                   private-key        /srv/kubernetes/kube-scheduler/server.key
    cluster-ca                  public-certificate /srv/kubernetes/ca.crt
    kubelet-serving             private-key        /srv/kubernetes/kubelet-server.key
    kubelet-client              kubeconfig         /var/lib/kubelet/kubeconfig
    controller-manager          kubeconfig         /var/lib/kube-controller-manager/kubeconfig
    scheduler                   kubeconfig         /var/lib/kube-scheduler/kubeconfig
    other                       kubeconfig         /var/lib/kube-proxy/kubeconfig
    admin                       kubeconfig         /var/lib/kops/kubeconfig
    admin                       kubeconfig         /var/lib/kubectl/kubeconfig
  `,
  'kubernetes/kops:pkg/model/components/kubeapiserver/model.go': `
    api-server                  private-key        /etc/kubernetes/kube-apiserver-healthcheck/secrets/client.key
  `,
  'kubernetes/kops:nodeup/pkg/model/etcd_manager_tls.go': `
    etcd                        private-key        /etc/kubernetes/pki/etcd-manager-*/*.key
    etcd                        public-certificate /etc/kubernetes/pki/etcd-manager-*/*.crt
  `,
  'kubernetes/kops:nodeup/pkg/model/kops_controller.go': `
    cluster-ca                  private-key        /etc/kubernetes/kops-controller/**/*.key
  `,
  'kubernetes/kops:nodeup/pkg/model/bootstrap_client.go': `
    other                       private-key        /etc/kubernetes/kops/pki/machine/private.pem
  `,
  'kubernetes/kops:nodeup/pkg/model/networking/cilium.go': `
    cni                         private-key        /etc/kubernetes/pki/cilium/*.key
  `,
});
