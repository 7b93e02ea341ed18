import { table } from '../table.js';

/** Where RKE2 keeps credentials. */
export const RKE2 = table('RKE2', {
  'k3s-io/k3s:pkg/daemons/control/deps/deps.go (CreateRuntimeCertFiles); rancher/rke2-docs:docs/security/cis_self_assessment111.md': `
    cluster-ca                  public-certificate /var/lib/rancher/rke2/server/tls/client-ca.crt
    cluster-ca                  private-key        /var/lib/rancher/rke2/server/tls/client-ca.key
    cluster-ca                  public-certificate /var/lib/rancher/rke2/server/tls/server-ca.crt
    cluster-ca                  private-key        /var/lib/rancher/rke2/server/tls/server-ca.key
    front-proxy                 public-certificate /var/lib/rancher/rke2/server/tls/request-header-ca.crt
    front-proxy                 private-key        /var/lib/rancher/rke2/server/tls/request-header-ca.key
    cluster-ca                  public-certificate /var/lib/rancher/rke2/server/tls/*-ca.nochain.crt
    admin                       public-certificate /var/lib/rancher/rke2/server/tls/client-admin.crt
    admin                       private-key        /var/lib/rancher/rke2/server/tls/client-admin.key
    admin                       public-certificate /var/lib/rancher/rke2/server/tls/client-supervisor.crt
    admin                       private-key        /var/lib/rancher/rke2/server/tls/client-supervisor.key
    controller-manager          public-certificate /var/lib/rancher/rke2/server/tls/client-controller.crt
    controller-manager          private-key        /var/lib/rancher/rke2/server/tls/client-controller.key
    scheduler                   public-certificate /var/lib/rancher/rke2/server/tls/client-scheduler.crt
    scheduler                   private-key        /var/lib/rancher/rke2/server/tls/client-scheduler.key
    api-server                  public-certificate /var/lib/rancher/rke2/server/tls/client-kube-apiserver.crt
    api-server                  private-key        /var/lib/rancher/rke2/server/tls/client-kube-apiserver.key
    other                       public-certificate /var/lib/rancher/rke2/server/tls/client-kube-proxy.crt
    other                       private-key        /var/lib/rancher/rke2/server/tls/client-kube-proxy.key
    other                       public-certificate /var/lib/rancher/rke2/server/tls/client-rke2-controller.crt
    other                       private-key        /var/lib/rancher/rke2/server/tls/client-rke2-controller.key
    cloud                       public-certificate /var/lib/rancher/rke2/server/tls/client-rke2-cloud-controller.crt
    cloud                       private-key        /var/lib/rancher/rke2/server/tls/client-rke2-cloud-controller.key
    api-server                  public-certificate /var/lib/rancher/rke2/server/tls/serving-kube-apiserver.crt
    api-server                  private-key        /var/lib/rancher/rke2/server/tls/serving-kube-apiserver.key
    front-proxy                 public-certificate /var/lib/rancher/rke2/server/tls/client-auth-proxy.crt
    front-proxy                 private-key        /var/lib/rancher/rke2/server/tls/client-auth-proxy.key
    kubelet-client              private-key        /var/lib/rancher/rke2/server/tls/client-kubelet.key
    kubelet-serving             private-key        /var/lib/rancher/rke2/server/tls/serving-kubelet.key
    service-account-signing-key private-key        /var/lib/rancher/rke2/server/tls/service*.key
    etcd                        private-key        /var/lib/rancher/rke2/server/tls/etcd/*-ca.key
    etcd                        private-key        /var/lib/rancher/rke2/server/tls/etcd/*.key
    etcd                        public-certificate /var/lib/rancher/rke2/server/tls/etcd/*.crt
    other                       kubeconfig         /var/lib/rancher/rke2/server/cred/*.kubeconfig
    admin                       kubeconfig         /var/lib/rancher/rke2/server/cred/admin.kubeconfig
    other                       secret             /var/lib/rancher/rke2/server/cred/passwd reach:cluster
    other                       secret             /var/lib/rancher/rke2/server/cred/node-passwd reach:cluster
    cni                         secret             /var/lib/rancher/rke2/server/cred/ipsec.psk
    other                       secret             /var/lib/rancher/rke2/server/cred/encryption-config.json reach:cluster
  `,
  'public k3s/rke2 docs reference /var/lib/rancher/rke2/server/tls/dynamic-cert.json': `
    api-server                  private-key        /var/lib/rancher/rke2/server/tls/dynamic-cert.json
  `,
  'rancher/rke2-docs cis_self_assessment111.md': `
    api-server                  private-key        /var/lib/rancher/rke2/server/tls/temporary-certs/*
    controller-manager          private-key        /var/lib/rancher/rke2/server/tls/kube-*/*.key
  `,
  'k3s-io/k3s:pkg/cli/cert/cert.go (backupCertificates)': `
    cluster-ca                  secret             /var/lib/rancher/rke2/server/tls-*/**
  `,
  'k3s-io/docs:docs/cli/certificate.md': `
    cluster-ca                  secret             /var/lib/rancher/rke2/server/rotate-ca/**
  `,
  'k3s-io/docs:docs/cli/token.md; rancher/rke2-docs:docs/security/token.md': `
    admin                       token              /var/lib/rancher/rke2/server/token
    admin                       token              /var/lib/rancher/rke2/server/node-token
    admin                       token              /var/lib/rancher/rke2/server/agent-token
  `,
  'rancher/rke2-docs:docs/cluster_access.md': `
    admin                       kubeconfig         /etc/rancher/rke2/rke2.yaml
  `,
  'rancher/rke2-docs:docs/install/configuration.md': `
    other                       secret             /etc/rancher/rke2/config.yaml reach:cluster
    other                       secret             /etc/rancher/rke2/config.yaml.d/*.yaml reach:cluster
  `,
  'rancher/rke2-docs:docs/install/private_registry.md': `
    other                       secret             /etc/rancher/rke2/registries.yaml
  `,
  'k3s-io/k3s:pkg/agent/config/config.go': `
    other                       secret             /etc/rancher/node/password
    kubelet-client              private-key        /var/lib/rancher/rke2/agent/client-kubelet.key
    kubelet-client              public-certificate /var/lib/rancher/rke2/agent/client-kubelet.crt
    kubelet-serving             private-key        /var/lib/rancher/rke2/agent/serving-kubelet.key
    kubelet-serving             public-certificate /var/lib/rancher/rke2/agent/serving-kubelet.crt
    other                       private-key        /var/lib/rancher/rke2/agent/client-kube-proxy.key
    other                       public-certificate /var/lib/rancher/rke2/agent/client-kube-proxy.crt
    other                       private-key        /var/lib/rancher/rke2/agent/client-rke2-controller.key
    other                       public-certificate /var/lib/rancher/rke2/agent/client-rke2-controller.crt
    kubelet-client              kubeconfig         /var/lib/rancher/rke2/agent/*.kubeconfig
    cluster-ca                  public-certificate /var/lib/rancher/rke2/agent/*-ca.crt
  `,
  'rancher/rke2:bundle/lib/systemd/system/rke2-server.service': `
    other                       secret             /etc/default/rke2-* reach:cluster
    other                       secret             /etc/sysconfig/rke2-* reach:cluster
    other                       secret             /usr/local/lib/systemd/system/rke2-*.env reach:cluster
  `,
  'rancher/rke2-docs:docs/datastore/backup_restore.md': `
    etcd                        secret             /var/lib/rancher/rke2/server/db/etcd/**
    etcd                        secret             /var/lib/rancher/rke2/server/db/snapshots/*
  `,
});
