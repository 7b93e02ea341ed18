/** Paths that only this distribution makes on a node; one of them is proof enough. */
const MARKERS: Readonly<Record<string, readonly string[]>> = {
  kubeadm: [
    '/etc/kubernetes/admin.conf',
    '/etc/systemd/system/kubelet.service.d/10-kubeadm.conf',
    '/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf',
    '/usr/bin/kubeadm',
  ],
  k3s: ['/var/lib/rancher/k3s', '/etc/rancher/k3s', '/usr/local/bin/k3s'],
  RKE2: ['/var/lib/rancher/rke2', '/etc/rancher/rke2', '/usr/local/bin/rke2', '/opt/rke2'],
  RKE1: ['/etc/kubernetes/ssl/kubecfg-kube-node.yaml', '/opt/rke'],
  microk8s: ['/var/snap/microk8s', '/snap/microk8s'],
  k0s: ['/var/lib/k0s', '/etc/k0s', '/usr/local/bin/k0s'],
  kOps: ['/srv/kubernetes', '/var/lib/kops', '/opt/kops'],
  Talos: ['/system/state', '/system/secrets'],
  OpenShift: ['/etc/kubernetes/static-pod-resources', '/etc/machine-config-daemon'],
  EKS: ['/etc/eks', '/usr/bin/nodeadm', '/etc/kubernetes/pki/private/kubelet-server.key'],
  GKE: ['/home/kubernetes/kube-env', '/home/kubernetes/bin/kubelet'],
  'GCE (kube-up)': ['/etc/srv/kubernetes/known_tokens.csv'],
  AKS: ['/etc/kubernetes/azure.json', '/opt/azure/containers'],
  minikube: ['/var/lib/minikube'],
  kind: ['/kind/version'],
  kubespray: ['/etc/ssl/etcd/ssl', '/etc/kubernetes/ssl/etcd'],
  'etcd standalone': ['/etc/etcd', '/usr/bin/etcd', '/usr/local/bin/etcd'],
  'Docker Desktop': ['/run/config/pki'],
};

/** All paths that {@link detectDistributions} may ask about. */
export const MARKER_PATHS: readonly string[] = Object.values(MARKERS).flat();

/**
 * The distributions of a node, by the configuration, executables and units that exist on it. Several
 * may be there: kind and minikube install themselves by kubeadm.
 *
 * @param exists whether a node path exists
 */
export function detectDistributions(exists: (nodePath: string) => boolean): string[] {
  return Object.entries(MARKERS)
    .filter(([, paths]) => paths.some(exists))
    .map(([distribution]) => distribution);
}
