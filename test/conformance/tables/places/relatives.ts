import { MINIKUBE_READERS } from '../../readers/cloud.ts';
import { ETCD_READERS, KUBEADM_READERS } from '../../readers/kubeadm.ts';
import type { Distribution } from '../../support/places.ts';

export const KUBESPRAY: Distribution = {
  name: 'kubespray',
  readers: KUBEADM_READERS,
  places: [
    ['/etc/ssl/etcd/ssl/member-cp-1-key.pem', 'etcd', 'secret', 'etcd'],
    ['/etc/ssl/etcd/ssl/node-cp-1-key.pem', 'etcd', 'secret', 'kube-apiserver'],
    ['/etc/ssl/etcd/ssl/admin-cp-1-key.pem', 'etcd', 'secret', 'etcdctl'],
    ['/etc/kubernetes/ssl/ca.key', 'any', 'secret', 'kube-controller-manager kubeadm'],
    ['/etc/kubernetes/ssl/apiserver.key', 'any', 'secret', 'kube-apiserver kubeadm'],
    ['/etc/kubernetes/ssl/sa.key', 'any', 'secret', 'kube-apiserver kube-controller-manager'],
    ['/etc/kubernetes/ssl/apiserver.crt', 'any', 'public', 'kube-apiserver'],
  ],
};

export const ETCD_STANDALONE: Distribution = {
  name: 'etcd standalone',
  readers: ETCD_READERS,
  places: [
    ['/etc/etcd/ssl/member-key.pem', 'etcd', 'secret', 'etcd etcdctl'],
    ['/etc/etcd/pki/tls.key', 'etcd', 'secret', 'etcd'],
    ['/etc/etcd/pki/server.crt', 'etcd', 'public', 'etcd etcdctl'],
    ['/var/lib/etcd/member/snap/db', 'etcd', 'secret', 'etcd etcdutl'],
  ],
};

export const DOCKER_DESKTOP: Distribution = {
  name: 'Docker Desktop',
  readers: KUBEADM_READERS,
  places: [
    ['/run/config/pki/ca.key', 'any', 'secret', 'kube-controller-manager'],
    ['/run/config/pki/apiserver.key', 'any', 'secret', 'kube-apiserver'],
    ['/run/config/pki/etcd/server.key', 'any', 'secret', 'etcd'],
    ['/run/config/pki/ca.crt', 'any', 'public', 'kubelet kube-apiserver'],
  ],
};

export const RKE1: Distribution = {
  name: 'RKE1',
  readers: KUBEADM_READERS,
  places: [
    ['/etc/kubernetes/ssl/kube-ca-key.pem', 'any', 'secret', 'kube-controller-manager'],
    ['/etc/kubernetes/ssl/kube-apiserver-key.pem', 'any', 'secret', 'kube-apiserver'],
    ['/etc/kubernetes/ssl/kube-etcd-10-0-0-1-key.pem', 'any', 'secret', 'etcd'],
    [
      '/etc/kubernetes/ssl/kube-service-account-token-key.pem',
      'any',
      'secret',
      'kube-apiserver kube-controller-manager',
    ],
    ['/etc/kubernetes/ssl/kubecfg-kube-node.yaml', 'any', 'secret', 'kubelet'],
    [
      '/etc/kubernetes/ssl/kubecfg-kube-controller-manager.yaml',
      'any',
      'secret',
      'kube-controller-manager',
    ],
    ['/etc/kubernetes/ssl/kubecfg-kube-scheduler.yaml', 'any', 'secret', 'kube-scheduler'],
    ['/etc/kubernetes/ssl/encryption.yaml', 'other', 'secret', 'kube-apiserver'],
  ],
};

export const MINIKUBE: Distribution = {
  name: 'minikube',
  readers: MINIKUBE_READERS,
  places: [
    ['/var/lib/minikube/certs/ca.key', 'any', 'secret', 'kube-controller-manager kubeadm'],
    ['/var/lib/minikube/certs/apiserver.key', 'any', 'secret', 'kube-apiserver kubeadm'],
    [
      '/var/lib/minikube/certs/sa.key',
      'any',
      'secret',
      'kube-apiserver kube-controller-manager kubeadm',
    ],
    ['/var/lib/minikube/certs/etcd/server.key', 'any', 'secret', 'etcd kubeadm'],
    ['/var/lib/minikube/certs/front-proxy-client.key', 'any', 'secret', 'kube-apiserver kubeadm'],
    ['/var/lib/minikube/certs/ca.crt', 'any', 'public', 'kubelet kube-apiserver'],
    ['/var/lib/minikube/kubeconfig', 'admin', 'secret', 'kubectl'],
    ['/var/lib/minikube/google_application_credentials.json', 'cloud', 'secret', ''],
    ['/home/alice/.minikube/tls.key', 'cluster-ca', 'secret', 'minikube'],
    ['/home/alice/.minikube/profiles/minikube/tls.key', 'admin', 'secret', 'minikube user-kubectl'],
  ],
};
