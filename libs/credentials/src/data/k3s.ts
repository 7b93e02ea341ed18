import { table } from '../table.js';

/** Where k3s keeps credentials. */
export const K3S = table('k3s', {
  'k3s-io/k3s:pkg/daemons/control/deps/deps.go (CreateRuntimeCertFiles)': `
    cluster-ca                  public-certificate /var/lib/rancher/k3s/server/tls/client-ca.crt
    cluster-ca                  private-key        /var/lib/rancher/k3s/server/tls/client-ca.key
    cluster-ca                  public-certificate /var/lib/rancher/k3s/server/tls/server-ca.crt
    cluster-ca                  private-key        /var/lib/rancher/k3s/server/tls/server-ca.key
    front-proxy                 public-certificate /var/lib/rancher/k3s/server/tls/request-header-ca.crt
    front-proxy                 private-key        /var/lib/rancher/k3s/server/tls/request-header-ca.key
    cluster-ca                  public-certificate /var/lib/rancher/k3s/server/tls/*-ca.nochain.crt
    admin                       public-certificate /var/lib/rancher/k3s/server/tls/client-admin.crt
    admin                       private-key        /var/lib/rancher/k3s/server/tls/client-admin.key
    admin                       public-certificate /var/lib/rancher/k3s/server/tls/client-supervisor.crt
    admin                       private-key        /var/lib/rancher/k3s/server/tls/client-supervisor.key
    controller-manager          public-certificate /var/lib/rancher/k3s/server/tls/client-controller.crt
    controller-manager          private-key        /var/lib/rancher/k3s/server/tls/client-controller.key
    scheduler                   public-certificate /var/lib/rancher/k3s/server/tls/client-scheduler.crt
    scheduler                   private-key        /var/lib/rancher/k3s/server/tls/client-scheduler.key
    api-server                  public-certificate /var/lib/rancher/k3s/server/tls/client-kube-apiserver.crt
    api-server                  private-key        /var/lib/rancher/k3s/server/tls/client-kube-apiserver.key
    other                       public-certificate /var/lib/rancher/k3s/server/tls/client-kube-proxy.crt
    other                       private-key        /var/lib/rancher/k3s/server/tls/client-kube-proxy.key
    other                       public-certificate /var/lib/rancher/k3s/server/tls/client-k3s-controller.crt
    other                       private-key        /var/lib/rancher/k3s/server/tls/client-k3s-controller.key
    cloud                       public-certificate /var/lib/rancher/k3s/server/tls/client-k3s-cloud-controller.crt
    cloud                       private-key        /var/lib/rancher/k3s/server/tls/client-k3s-cloud-controller.key
    api-server                  public-certificate /var/lib/rancher/k3s/server/tls/serving-kube-apiserver.crt
    api-server                  private-key        /var/lib/rancher/k3s/server/tls/serving-kube-apiserver.key
    front-proxy                 public-certificate /var/lib/rancher/k3s/server/tls/client-auth-proxy.crt
    front-proxy                 private-key        /var/lib/rancher/k3s/server/tls/client-auth-proxy.key
    kubelet-client              private-key        /var/lib/rancher/k3s/server/tls/client-kubelet.key
    kubelet-serving             private-key        /var/lib/rancher/k3s/server/tls/serving-kubelet.key
    service-account-signing-key private-key        /var/lib/rancher/k3s/server/tls/service*.key
    etcd                        private-key        /var/lib/rancher/k3s/server/tls/etcd/*-ca.key
    etcd                        private-key        /var/lib/rancher/k3s/server/tls/etcd/*.key
    etcd                        public-certificate /var/lib/rancher/k3s/server/tls/etcd/*.crt
    other                       kubeconfig         /var/lib/rancher/k3s/server/cred/*.kubeconfig
    admin                       kubeconfig         /var/lib/rancher/k3s/server/cred/admin.kubeconfig
    other                       secret             /var/lib/rancher/k3s/server/cred/passwd reach:cluster
    other                       secret             /var/lib/rancher/k3s/server/cred/node-passwd reach:cluster
    cni                         secret             /var/lib/rancher/k3s/server/cred/ipsec.psk
    other                       secret             /var/lib/rancher/k3s/server/cred/encryption-config.json reach:cluster
  `,
  'public k3s/rke2 docs reference /var/lib/rancher/k3s/server/tls/dynamic-cert.json': `
    api-server                  private-key        /var/lib/rancher/k3s/server/tls/dynamic-cert.json
  `,
  'rancher/rke2-docs cis_self_assessment111.md': `
    api-server                  private-key        /var/lib/rancher/k3s/server/tls/temporary-certs/* unverified
  `,
  'k3s-io/k3s:pkg/cli/cert/cert.go (backupCertificates)': `
    cluster-ca                  secret             /var/lib/rancher/k3s/server/tls-*/**
  `,
  'k3s-io/docs:docs/cli/certificate.md': `
    cluster-ca                  secret             /var/lib/rancher/k3s/server/rotate-ca/**
  `,
  'k3s-io/docs:docs/cli/token.md; rancher/rke2-docs:docs/security/token.md': `
    admin                       token              /var/lib/rancher/k3s/server/token
    admin                       token              /var/lib/rancher/k3s/server/node-token
    admin                       token              /var/lib/rancher/k3s/server/agent-token
  `,
  'rancher/rke2-docs:docs/cluster_access.md': `
    admin                       kubeconfig         /etc/rancher/k3s/k3s.yaml
  `,
  'rancher/rke2-docs:docs/install/configuration.md': `
    other                       secret             /etc/rancher/k3s/config.yaml reach:cluster
    other                       secret             /etc/rancher/k3s/config.yaml.d/*.yaml reach:cluster
  `,
  'rancher/rke2-docs:docs/install/private_registry.md': `
    other                       secret             /etc/rancher/k3s/registries.yaml
  `,
  'k3s-io/k3s:pkg/agent/config/config.go': `
    other                       secret             /etc/rancher/node/password
    kubelet-client              private-key        /var/lib/rancher/k3s/agent/client-kubelet.key
    kubelet-client              public-certificate /var/lib/rancher/k3s/agent/client-kubelet.crt
    kubelet-serving             private-key        /var/lib/rancher/k3s/agent/serving-kubelet.key
    kubelet-serving             public-certificate /var/lib/rancher/k3s/agent/serving-kubelet.crt
    other                       private-key        /var/lib/rancher/k3s/agent/client-kube-proxy.key
    other                       public-certificate /var/lib/rancher/k3s/agent/client-kube-proxy.crt
    other                       private-key        /var/lib/rancher/k3s/agent/client-k3s-controller.key
    other                       public-certificate /var/lib/rancher/k3s/agent/client-k3s-controller.crt
    kubelet-client              kubeconfig         /var/lib/rancher/k3s/agent/*.kubeconfig
    cluster-ca                  public-certificate /var/lib/rancher/k3s/agent/*-ca.crt
  `,
  'k3s install.sh output: creating /etc/systemd/system/k3s.service.env (gist ethinx/c0ede41a)': `
    other                       secret             /etc/systemd/system/k3s*.service.env reach:cluster
  `,
  'rancher/rke2-docs:docs/datastore/backup_restore.md': `
    etcd                        secret             /var/lib/rancher/k3s/server/db/etcd/**
    etcd                        secret             /var/lib/rancher/k3s/server/db/snapshots/*
  `,
  'rke2-docs backup_restore (SQLite in server/db)': `
    etcd                        secret             /var/lib/rancher/k3s/server/db/state.db* unverified
  `,
  'k3s-io/k3s:pkg/agent/config/config.go (Rootless RootDir)': `
    service-account-token       secret             /home/*/.rancher/k3s/agent/kubelet/pods/*/volumes/**
  `,
});
