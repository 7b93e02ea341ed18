import { AKS_READERS, EKS_READERS, GKE_READERS } from '../../readers/cloud.ts';
import type { Distribution } from '../../support/places.ts';

export const EKS: Distribution = {
  name: 'EKS',
  readers: EKS_READERS,
  places: [
    ['/etc/kubernetes/pki/ca.crt', 'cluster-ca', 'public', 'kubelet nodeadm'],
    [
      '/var/lib/kubelet/kubeconfig',
      'kubelet-client',
      'secret',
      'kubelet collector-cp collector-kubectl',
    ],
    ['/var/lib/kubelet/bootstrap-kubeconfig', 'kubelet-client', 'secret', 'kubelet'],
    [
      '/var/lib/kubelet/pki/kubelet-server-2026-11-24-04-00-00.pem',
      'kubelet-serving',
      'secret',
      'kubelet',
    ],
    ['/etc/kubernetes/pki/private/kubelet-server.key', 'kubelet-serving', 'secret', 'kubelet'],
    ['/etc/kubernetes/pki/kubelet-server.crt', 'kubelet-serving', 'public', 'kubelet'],
    ['/etc/kubernetes/kubelet/bootstrap-kubeconfig', 'kubelet-client', 'secret', 'kubelet'],
  ],
};

export const GKE: Distribution = {
  name: 'GKE',
  readers: GKE_READERS,
  places: [
    ['/etc/srv/kubernetes/pki/kubelet.key', 'kubelet-client', 'secret', 'kubelet'],
    ['/etc/srv/kubernetes/pki/kubelet.crt', 'kubelet-client', 'public', 'kubelet'],
    ['/etc/srv/kubernetes/pki/ca-certificates.crt', 'cluster-ca', 'public', 'kubelet'],
    ['/etc/srv/kubernetes/pki/konnectivity-agent/client.key', 'other', 'secret', 'proxy-agent'],
    [
      '/var/lib/kubelet/pki/kubelet-client.key',
      'kubelet-client',
      'secret',
      'gke-exec-auth-plugin kubelet',
    ],
    ['/var/lib/kubelet/kubeconfig', 'kubelet-client', 'secret', 'kubelet'],
    ['/home/kubernetes/kube-env', 'kubelet-client', 'secret', 'configure-helper'],
  ],
};

export const GCE_KUBE_UP: Distribution = {
  name: 'GCE (kube-up)',
  readers: GKE_READERS,
  places: [
    ['/etc/srv/kubernetes/pki/apiserver.key', 'api-server', 'secret', 'kube-apiserver'],
    ['/etc/srv/kubernetes/pki/apiserver-client.key', 'api-server', 'secret', 'kube-apiserver'],
    [
      '/etc/srv/kubernetes/pki/serviceaccount.key',
      'service-account-signing-key',
      'secret',
      'kube-apiserver kube-controller-manager',
    ],
    ['/etc/srv/kubernetes/pki/ca.key', 'cluster-ca', 'secret', 'kube-controller-manager'],
    ['/etc/srv/kubernetes/pki/proxy_client.key', 'front-proxy', 'secret', 'kube-apiserver'],
    ['/etc/srv/kubernetes/pki/konnectivity-server/tls.key', 'other', 'secret', 'kube-apiserver'],
    ['/etc/srv/kubernetes/pki/konnectivity-agent/tls.key', 'other', 'secret', ''],
    ['/etc/srv/kubernetes/pki/cloud-pvl-admission/server.key', 'other', 'secret', 'kube-apiserver'],
    ['/etc/srv/kubernetes/known_tokens.csv', 'admin', 'secret', 'kube-apiserver'],
  ],
};

export const AKS: Distribution = {
  name: 'AKS',
  readers: AKS_READERS,
  places: [
    ['/etc/kubernetes/certs/client.key', 'kubelet-client', 'secret', 'kubelet curl'],
    ['/etc/kubernetes/certs/client.crt', 'kubelet-client', 'public', 'kubelet curl'],
    [
      '/etc/kubernetes/certs/kubeletserver.key',
      'kubelet-serving',
      'secret',
      'kubelet node-exporter',
    ],
    ['/etc/kubernetes/certs/tls.crt', 'cluster-ca', 'public', 'kubelet'],
    ['/etc/kubernetes/certs/aci-connector-key.pem', 'other', 'secret', ''],
    ['/etc/kubernetes/azure.json', 'cloud', 'secret', 'kubelet acr-credential-provider'],
    ['/var/lib/kubelet/bootstrap-kubeconfig', 'kubelet-client', 'secret', 'kubelet grep'],
    [
      '/var/lib/kubelet/kubeconfig',
      'kubelet-client',
      'secret',
      'kubelet aks-secure-tls-bootstrap-client kubectl gpu-kubelet-plugin grep',
    ],
  ],
};
