import { table } from '../table.js';

/** Where kubeadm keeps credentials. */
export const KUBEADM = table('kubeadm', {
  'kubernetes/kubernetes:cmd/kubeadm/app/phases/controlplane/manifests.go@ad7cb45b': `
    cluster-ca                  public-certificate /etc/kubernetes/pki/ca.crt
    cluster-ca                  private-key        /etc/kubernetes/pki/ca.key
    api-server                  public-certificate /etc/kubernetes/pki/apiserver.crt
    api-server                  private-key        /etc/kubernetes/pki/apiserver.key
    api-server                  public-certificate /etc/kubernetes/pki/apiserver-kubelet-client.crt
    api-server                  private-key        /etc/kubernetes/pki/apiserver-kubelet-client.key
    etcd                        public-certificate /etc/kubernetes/pki/apiserver-etcd-client.crt
    etcd                        private-key        /etc/kubernetes/pki/apiserver-etcd-client.key
    front-proxy                 public-certificate /etc/kubernetes/pki/front-proxy-ca.crt
    front-proxy                 public-certificate /etc/kubernetes/pki/front-proxy-client.crt
    front-proxy                 private-key        /etc/kubernetes/pki/front-proxy-client.key
    service-account-signing-key private-key        /etc/kubernetes/pki/sa.key
    service-account-signing-key public-certificate /etc/kubernetes/pki/sa.pub
    controller-manager          kubeconfig         /etc/kubernetes/controller-manager.conf
  `,
  'kubernetes/kubernetes:cmd/kubeadm/app/constants/constants.go; kubernetes/website:content/en/docs/setup/best-practices/certificates.md': `
    front-proxy                 private-key        /etc/kubernetes/pki/front-proxy-ca.key
    etcd                        private-key        /etc/kubernetes/pki/etcd/ca.key
    etcd                        public-certificate /etc/kubernetes/pki/etcd/healthcheck-client.crt
    etcd                        private-key        /etc/kubernetes/pki/etcd/healthcheck-client.key
    kubelet-client              kubeconfig         /etc/kubernetes/kubelet.conf
    other                       secret             /etc/kubernetes/tmp/** reach:cluster
  `,
  'kubernetes/kubernetes:cmd/kubeadm/app/phases/etcd/local.go@0009808f': `
    etcd                        public-certificate /etc/kubernetes/pki/etcd/ca.crt
    etcd                        public-certificate /etc/kubernetes/pki/etcd/server.crt
    etcd                        private-key        /etc/kubernetes/pki/etcd/server.key
    etcd                        public-certificate /etc/kubernetes/pki/etcd/peer.crt
    etcd                        private-key        /etc/kubernetes/pki/etcd/peer.key
    etcd                        secret             /var/lib/etcd/member/**
  `,
  'kubernetes/kubernetes:cmd/kubeadm/app/constants/constants.go; kubernetes/website:content/en/docs/setup/best-practices/certificates.md; kubernetes/kubernetes:cmd/kubeadm/app/phases/certs/renewal/readwriter.go@97793704': `
    admin                       kubeconfig         /etc/kubernetes/admin.conf
  `,
  'kubernetes/kubernetes:cmd/kubeadm/app/constants/constants.go; kubernetes/website:content/en/docs/setup/best-practices/certificates.md; kubernetes.io kubeadm_certs_renew_super-admin.conf': `
    admin                       kubeconfig         /etc/kubernetes/super-admin.conf
  `,
  'kubernetes/kubernetes:cmd/kubeadm/app/constants/constants.go; kubernetes/website:content/en/docs/setup/best-practices/certificates.md; kubernetes-sigs/kind:images/base/files/etc/systemd/system/kubelet.service.d/10-kubeadm.conf': `
    kubelet-client              kubeconfig         /etc/kubernetes/bootstrap-kubelet.conf
  `,
  'kubernetes/kubernetes:cmd/kubeadm/app/phases/controlplane/manifests.go@ad7cb45b; volumes.go@4a0608cb': `
    scheduler                   kubeconfig         /etc/kubernetes/scheduler.conf
  `,
  'kubernetes.io, the tutorial on encryption at rest': `
    other                       secret             /etc/kubernetes/enc/*.yaml unverified reach:cluster
  `,
});
