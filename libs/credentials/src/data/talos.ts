import { table } from '../table.js';

/** Where Talos keeps credentials. */
export const TALOS = table('Talos', {
  'siderolabs/talos:pkg/machinery/constants/constants.go, internal/app/machined/pkg/controllers/k8s/render_secrets_static_pod.go': `
    api-server                  private-key        /system/secrets/kubernetes/kube-apiserver/apiserver.key
    api-server                  private-key        /system/secrets/kubernetes/kube-apiserver/apiserver-kubelet-client.key
    etcd                        private-key        /system/secrets/kubernetes/kube-apiserver/etcd-client.key
    front-proxy                 private-key        /system/secrets/kubernetes/kube-apiserver/front-proxy-client.key
    service-account-signing-key private-key        /system/secrets/kubernetes/kube-apiserver/service-account.key
    cluster-ca                  private-key        /system/secrets/kubernetes/kube-controller-manager/ca.key
    service-account-signing-key private-key        /system/secrets/kubernetes/kube-controller-manager/service-account.key
    cluster-ca                  public-certificate /system/secrets/kubernetes/**/*.crt
    service-account-signing-key public-certificate /system/secrets/kubernetes/kube-apiserver/service-account.pub
    other                       secret             /system/secrets/kubernetes/kube-apiserver/encryptionconfig.yaml reach:cluster
    controller-manager          kubeconfig         /system/secrets/kubernetes/kube-controller-manager/kubeconfig
    scheduler                   kubeconfig         /system/secrets/kubernetes/kube-scheduler/kubeconfig
    etcd                        public-certificate /system/secrets/etcd/*.crt
    kubelet-client              secret             /system/secrets/kubelet/*
    kubelet-client              kubeconfig         /etc/kubernetes/bootstrap-kubeconfig
    kubelet-client              kubeconfig         /etc/kubernetes/kubeconfig-kubelet
    cluster-ca                  public-certificate /etc/kubernetes/pki/ca.crt
    etcd                        secret             /var/lib/etcd/**
  `,
  'siderolabs/talos:pkg/machinery/constants/constants.go, internal/app/machined/pkg/controllers/k8s/render_secrets_static_pod.go; internal/app/machined/pkg/controllers/etcd/pki.go': `
    etcd                        private-key        /system/secrets/etcd/*.key
  `,
  'siderolabs/talos:internal/app/machined/pkg/controllers/k8s/kubelet_service.go': `
    kubelet-client              private-key        /var/lib/kubelet/pki/kubelet-client-*.pem
  `,
  'siderolabs/talos:pkg/machinery/constants/constants.go, internal/app/machined/pkg/controllers/k8s/render_secrets_static_pod.go (StateMountPoint + ConfigFilename)': `
    cluster-ca                  secret             /system/state/config.yaml
  `,
  'siderolabs/talos:pkg/machinery/constants/constants.go, internal/app/machined/pkg/controllers/k8s/render_secrets_static_pod.go (ServiceAccountMountPath)': `
    admin                       secret             /var/run/secrets/talos.dev/** in-container
  `,
});
