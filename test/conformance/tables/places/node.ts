import { NODE_READERS } from '../../readers/kubeadm.ts';
import type { Distribution } from '../../support/places.ts';

export const GENERIC: Distribution = {
  name: 'generic',
  readers: NODE_READERS,
  places: [
    [
      '/var/lib/kubelet/pki/kubelet-client-2026-11-24-04-00-00.pem',
      'kubelet-client',
      'secret',
      'kubelet x509-certificate-exporter script-kubectl',
    ],
    ['/var/lib/kubelet/pki/kubelet-client-current.pem', 'kubelet-client', 'secret', 'kubelet'],
    [
      '/var/lib/kubelet/pki/kubelet-server-2026-11-24-04-00-00.pem',
      'kubelet-serving',
      'secret',
      'kubelet node-exporter kube-rbac-proxy',
    ],
    ['/var/lib/kubelet/pki/kubelet-server-current.pem', 'kubelet-serving', 'secret', 'kubelet'],
    [
      '/var/lib/kubelet/pki/kubelet.crt',
      'kubelet-serving',
      'public',
      'kubelet x509-certificate-exporter',
    ],
    ['/var/lib/kubelet/pki/kubelet.key', 'kubelet-serving', 'secret', 'kubelet'],
    ['/var/lib/kubelet/pki/kubelet-client.key.tmp', 'kubelet-client', 'secret', 'kubelet'],
    ['/var/lib/kubelet/kubeconfig', 'kubelet-client', 'secret', 'kubelet script-kubectl'],
    ['/var/lib/kubelet/bootstrap-kubeconfig', 'kubelet-client', 'secret', 'kubelet grep'],
    ['/var/lib/kubelet/config.json', 'other', 'secret', 'kubelet crio podman'],
    [
      '/var/lib/kubelet/pods/3f1c9a52-77d1-4f0e-9d2b-6a1e8c40b7de/volumes/kubernetes.io~projected/kube-api-access-x7k2p/..2026_11_26_01_58_03.1847265093/token',
      'service-account-token',
      'secret',
      'kubelet',
    ],
    [
      '/var/lib/kubelet/pods/3f1c9a52-77d1-4f0e-9d2b-6a1e8c40b7de/volumes/kubernetes.io~projected/kube-api-access-x7k2p/token',
      'service-account-token',
      'secret',
      'kubelet',
    ],
    [
      '/var/lib/kubelet/pods/3f1c9a52-77d1-4f0e-9d2b-6a1e8c40b7de/volumes/kubernetes.io~projected/vault/..2026_11_26_01_58_03.1847265093/vault-token',
      'service-account-token',
      'secret',
      'kubelet',
    ],
    [
      '/var/lib/kubelet/pods/3f1c9a52-77d1-4f0e-9d2b-6a1e8c40b7de/volumes/kubernetes.io~projected/kube-api-access-x7k2p/..2026_11_26_01_58_03.1847265093/ca.crt',
      'cluster-ca',
      'public',
      'kubelet',
    ],
    [
      '/var/lib/kubelet/pods/3f1c9a52-77d1-4f0e-9d2b-6a1e8c40b7de/volumes/kubernetes.io~projected/kube-api-access-x7k2p/..2026_11_26_01_58_03.1847265093/namespace',
      'other',
      'public',
      'kubelet',
    ],
    [
      '/var/lib/kubelet/pods/3f1c9a52-77d1-4f0e-9d2b-6a1e8c40b7de/volumes/kubernetes.io~secret/db/..2026_11_26_01_58_03.1847265093/password',
      'other',
      'secret',
      'kubelet',
    ],
    [
      '/var/lib/kubelet/pods/3f1c9a52-77d1-4f0e-9d2b-6a1e8c40b7de/volumes/kubernetes.io~secret/web-tls/..2026_11_26_01_58_03.1847265093/tls.key',
      'other',
      'secret',
      'kubelet',
    ],
    [
      '/var/lib/kubelet/pods/3f1c9a52-77d1-4f0e-9d2b-6a1e8c40b7de/volumes/kubernetes.io~secret/web-tls/..2026_11_26_01_58_03.1847265093/tls.crt',
      'other',
      'public',
      'kubelet',
    ],
    [
      '/var/lib/kubelet/pods/3f1c9a52-77d1-4f0e-9d2b-6a1e8c40b7de/volumes/kubernetes.io~secret/default-token-x7k2p/..2026_11_26_01_58_03.1847265093/token',
      'service-account-token',
      'secret',
      'kubelet',
    ],
    [
      '/var/lib/kubelet/pods/3f1c9a52-77d1-4f0e-9d2b-6a1e8c40b7de/volumes/kubernetes.io~csi/secrets/mount/db-password',
      'other',
      'secret',
      '',
    ],
    [
      '/var/lib/kubelet/pods/3f1c9a52-77d1-4f0e-9d2b-6a1e8c40b7de/volume-subpaths/tls/nginx/0',
      'other',
      'secret',
      'kubelet',
    ],
    [
      '/var/lib/kubelet/checkpoints/checkpoint-web_default-nginx-2026.tar',
      'other',
      'secret',
      'kubelet',
    ],
    ['/root/.kube/config', 'admin', 'secret', 'kubectl helm k9s'],
    ['/home/alice/.kube/config', 'admin', 'secret', 'user-kubectl'],
  ],
};
