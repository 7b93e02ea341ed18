import { table } from '../table.js';

/** Where microk8s keeps credentials. */
export const MICROK8S = table('microk8s', {
  'canonical/microk8s:microk8s-resources/default-args/*, actions/common/utils.sh': `
    cluster-ca                  private-key        /var/snap/microk8s/*/certs/ca.key
    cluster-ca                  public-certificate /var/snap/microk8s/*/certs/ca.crt
    api-server                  private-key        /var/snap/microk8s/*/certs/server.key
    api-server                  public-certificate /var/snap/microk8s/*/certs/server.crt
    front-proxy                 private-key        /var/snap/microk8s/*/certs/front-proxy-ca.key
    front-proxy                 public-certificate /var/snap/microk8s/*/certs/front-proxy-ca.crt
    front-proxy                 private-key        /var/snap/microk8s/*/certs/front-proxy-client.key
    front-proxy                 public-certificate /var/snap/microk8s/*/certs/front-proxy-client.crt
    api-server                  private-key        /var/snap/microk8s/*/certs/apiserver-kubelet-client.key
    api-server                  public-certificate /var/snap/microk8s/*/certs/apiserver-kubelet-client.crt
    kubelet-client              private-key        /var/snap/microk8s/*/certs/kubelet.key
    kubelet-client              public-certificate /var/snap/microk8s/*/certs/kubelet.crt
    admin                       private-key        /var/snap/microk8s/*/certs/client.key
    admin                       public-certificate /var/snap/microk8s/*/certs/client.crt
    controller-manager          private-key        /var/snap/microk8s/*/certs/controller.key
    controller-manager          public-certificate /var/snap/microk8s/*/certs/controller.crt
    scheduler                   private-key        /var/snap/microk8s/*/certs/scheduler.key
    scheduler                   public-certificate /var/snap/microk8s/*/certs/scheduler.crt
    other                       private-key        /var/snap/microk8s/*/certs/proxy.key
    other                       public-certificate /var/snap/microk8s/*/certs/proxy.crt
    service-account-signing-key private-key        /var/snap/microk8s/*/certs/serviceaccount.key
    etcd                        private-key        /var/snap/microk8s/*/certs/remote-etcd.key
    admin                       kubeconfig         /var/snap/microk8s/*/credentials/client.config
    kubelet-client              kubeconfig         /var/snap/microk8s/*/credentials/kubelet.config
    controller-manager          kubeconfig         /var/snap/microk8s/*/credentials/controller.config
    scheduler                   kubeconfig         /var/snap/microk8s/*/credentials/scheduler.config
    other                       kubeconfig         /var/snap/microk8s/*/credentials/proxy.config
    other                       secret             /var/snap/microk8s/*/credentials/known_tokens.csv reach:cluster
    other                       secret             /var/snap/microk8s/*/credentials/callback-tokens.txt
    other                       secret             /var/snap/microk8s/*/credentials/cluster-tokens.txt reach:cluster
    other                       secret             /var/snap/microk8s/*/credentials/basic_auth.csv reach:cluster
    etcd                        private-key        /var/snap/microk8s/*/var/kubernetes/backend/cluster.key
    etcd                        public-certificate /var/snap/microk8s/*/var/kubernetes/backend/cluster.crt
  `,
  'canonical/microk8s:microk8s-resources/default-args/*, actions/common/utils.sh; scripts/wrappers/dbctl.py': `
    etcd                        secret             /var/snap/microk8s/*/var/kubernetes/backend/**
  `,
  'canonical/microk8s:microk8s-resources/default-args/*, actions/common/utils.sh (kubelet --root-dir)': `
    service-account-token       secret             /var/snap/microk8s/common/var/lib/kubelet/pods/*/volumes/**
  `,
  'canonical/microk8s:upgrade-scripts/000-switch-to-calico/resources/calico.yaml (hostPath args/cni-network)': `
    cni                         kubeconfig         /var/snap/microk8s/*/args/cni-network/*kubeconfig unverified
  `,
});
