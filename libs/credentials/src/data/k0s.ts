import { table } from '../table.js';

/** Where k0s keeps credentials. */
export const K0S = table('k0s', {
  'k0sproject/k0s:cmd/controller/certificates.go, pkg/config/cfgvars.go, pkg/component/controller/*.go': `
    cluster-ca                  private-key        /var/lib/k0s/pki/ca.key
    cluster-ca                  public-certificate /var/lib/k0s/pki/ca.crt
    front-proxy                 private-key        /var/lib/k0s/pki/front-proxy-ca.key
    front-proxy                 public-certificate /var/lib/k0s/pki/front-proxy-ca.crt
    front-proxy                 private-key        /var/lib/k0s/pki/front-proxy-client.key
    front-proxy                 public-certificate /var/lib/k0s/pki/front-proxy-client.crt
    admin                       private-key        /var/lib/k0s/pki/admin.key
    admin                       public-certificate /var/lib/k0s/pki/admin.crt
    controller-manager          private-key        /var/lib/k0s/pki/ccm.key
    controller-manager          public-certificate /var/lib/k0s/pki/ccm.crt
    scheduler                   private-key        /var/lib/k0s/pki/scheduler.key
    scheduler                   public-certificate /var/lib/k0s/pki/scheduler.crt
    api-server                  private-key        /var/lib/k0s/pki/apiserver-kubelet-client.key
    api-server                  public-certificate /var/lib/k0s/pki/apiserver-kubelet-client.crt
    api-server                  private-key        /var/lib/k0s/pki/server.key
    api-server                  public-certificate /var/lib/k0s/pki/server.crt
    other                       private-key        /var/lib/k0s/pki/k0s-api.key
    other                       public-certificate /var/lib/k0s/pki/k0s-api.crt
    admin                       private-key        /var/lib/k0s/pki/konnectivity.key
    admin                       public-certificate /var/lib/k0s/pki/konnectivity.crt
    etcd                        private-key        /var/lib/k0s/pki/apiserver-etcd-client.key
    etcd                        public-certificate /var/lib/k0s/pki/apiserver-etcd-client.crt
    service-account-signing-key public-certificate /var/lib/k0s/pki/sa.pub
    admin                       kubeconfig         /var/lib/k0s/pki/admin.conf
    controller-manager          kubeconfig         /var/lib/k0s/pki/ccm.conf
    scheduler                   kubeconfig         /var/lib/k0s/pki/scheduler.conf
    admin                       kubeconfig         /var/lib/k0s/pki/konnectivity.conf
  `,
  'k0sproject/k0s:cmd/controller/certificates.go, pkg/config/cfgvars.go, pkg/component/controller/*.go; cmd/api/api.go': `
    service-account-signing-key private-key        /var/lib/k0s/pki/sa.key
  `,
  'k0sproject/k0s:pkg/component/controller/etcd.go': `
    etcd                        private-key        /var/lib/k0s/pki/etcd/*.key
    etcd                        public-certificate /var/lib/k0s/pki/etcd/*.crt
  `,
  'k0sproject/k0s:pkg/config/cfgvars.go (KubeletAuthConfigPath)': `
    kubelet-client              kubeconfig         /var/lib/k0s/kubelet.conf
  `,
  'k0sproject/k0s:pkg/component/worker/{kubelet,utils}.go': `
    kubelet-client              private-key        /var/lib/k0s/kubelet/pki/kubelet-client-*.pem
    kubelet-serving             private-key        /var/lib/k0s/kubelet/pki/kubelet*.key
  `,
  'k0sproject/k0s:docs/configuration.md (default kubelet-root-dir)': `
    service-account-token       secret             /var/lib/k0s/kubelet/pods/*/volumes/**
  `,
  'k0sproject/k0s:pkg/component/worker/utils.go': `
    kubelet-client              kubeconfig         /var/lib/k0s/kubelet-bootstrap.conf
    kubelet-client              kubeconfig         /run/k0s-*-kubelet-bootstrap-kubeconfig
    kubelet-client              kubeconfig         /run/k0s/kubelet-direct.conf
  `,
  'k0sproject/k0s:docs/configuration.md (example path)': `
    other                       token              /var/lib/k0s/join-token reach:cluster
  `,
  'k0sproject/k0s:pkg/backup/manager_unix.go': `
    etcd                        secret             /var/lib/k0s/etcd/**
  `,
});
