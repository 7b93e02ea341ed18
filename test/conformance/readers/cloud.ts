import {
  childOf,
  pod,
  scripted,
  service,
  staticPod,
  typed,
  typedBelow,
} from '../support/chains.ts';
import type { Reader } from '../support/reader.ts';
import { COMPONENTS, KUBECTL, kubelet, ofKubelet, X509_EXPORTER } from './kubernetes.ts';

export const EKS_READERS = {
  kubelet: kubelet(),
  nodeadm: service(
    { exe: '/usr/bin/nodeadm', argv: ['nodeadm', 'init'] },
    'nodeadm-config.service',
  ),
  'collector-cp': typedBelow(
    [
      {
        exe: '/usr/bin/bash',
        argv: ['/bin/bash', '/opt/log-collector-script/eks-log-collector.sh'],
      },
    ],
    { exe: '/usr/bin/cp', argv: ['cp', '/var/lib/kubelet/kubeconfig', '/var/tmp/eks'] },
  ),
  'collector-kubectl': typedBelow(
    [
      {
        exe: '/usr/bin/bash',
        argv: ['/bin/bash', '/opt/log-collector-script/eks-log-collector.sh'],
      },
    ],
    { exe: '/usr/bin/kubectl', argv: ['kubectl', '--kubeconfig', '/var/lib/kubelet/kubeconfig'] },
  ),
} satisfies Record<string, Reader>;

const GKE_KUBELET = '/home/kubernetes/bin/kubelet';

export const GKE_READERS = {
  ...COMPONENTS,
  kubelet: kubelet(GKE_KUBELET),
  'gke-exec-auth-plugin': ofKubelet('/home/kubernetes/bin/gke-exec-auth-plugin', GKE_KUBELET),
  'proxy-agent': pod('/proxy-agent', {
    image: 'gke.gcr.io/proxy-agent:v0.31.2',
    namespace: 'kube-system',
    pod: 'konnectivity-agent-6c9f',
  }),
  'configure-helper': childOf('/usr/bin/bash', 'kube-node-configuration.service', {
    exe: '/usr/bin/bash',
    argv: ['/bin/bash', '/home/kubernetes/bin/configure-helper.sh'],
  }),
} satisfies Record<string, Reader>;

const AZURE = '/opt/azure/containers';

export const AKS_READERS = {
  kubelet: kubelet('/opt/bin/kubelet'),
  'node-exporter': service('/opt/bin/node-exporter', 'node-exporter.service'),
  'aks-secure-tls-bootstrap-client': service(
    '/opt/bin/aks-secure-tls-bootstrap-client',
    'secure-tls-bootstrap.service',
  ),
  'gpu-kubelet-plugin': service('/usr/bin/gpu-kubelet-plugin', 'nvidia-device-plugin.service'),
  'acr-credential-provider': ofKubelet(
    '/var/lib/kubelet/credential-provider/acr-credential-provider',
    '/opt/bin/kubelet',
  ),
  curl: scripted(
    { exe: '/usr/bin/curl', argv: ['curl', '--key', '/etc/kubernetes/certs/client.key'] },
    `${AZURE}/aks-check-network.sh`,
    'timer',
  ),
  grep: scripted(
    { exe: '/usr/bin/grep', argv: ['grep', 'token', '/var/lib/kubelet/bootstrap-kubeconfig'] },
    `${AZURE}/validate-kubelet-credentials.sh`,
    'timer',
  ),
  kubectl: scripted(
    { exe: '/opt/bin/kubectl', argv: ['kubectl', 'get', 'node'] },
    `${AZURE}/localdns/localdns.sh`,
    'timer',
  ),
  'update-kubectl': scripted(
    { exe: '/opt/bin/kubectl', argv: ['kubectl', 'annotate', 'node'] },
    `${AZURE}/ubuntu-snapshot-update.sh`,
    'timer',
  ),
} satisfies Record<string, Reader>;

const KOPS = 'registry.k8s.io/kops';

export const KOPS_READERS = {
  ...COMPONENTS,
  kubelet: kubelet('/usr/local/bin/kubelet'),
  'kube-proxy': staticPod('/usr/local/bin/kube-proxy', 'registry.k8s.io/kube-proxy:v1.34.2'),
  nodeup: service(
    { exe: '/opt/kops/bin/nodeup', argv: ['/opt/kops/bin/nodeup'] },
    'kops-configuration.service',
  ),
  'etcd-manager': staticPod(
    '/etcd-manager',
    `registry.k8s.io/etcd-manager/etcd-manager-slim:v3.0.20260227`,
  ),
  'kops-controller': pod('/kops-controller', {
    image: `${KOPS}/kops-controller:1.34.0`,
    namespace: 'kube-system',
    pod: 'kops-controller-x8k2d',
  }),
  'kube-apiserver-healthcheck': staticPod(
    '/kube-apiserver-healthcheck',
    `${KOPS}/kube-apiserver-healthcheck:1.34.0`,
  ),
  channels: staticPod('/channels', `${KOPS}/channels:1.34.0`),
  'cilium-agent': pod('/usr/bin/cilium-agent', {
    image: 'quay.io/cilium/cilium:v1.19.1',
    namespace: 'kube-system',
    pod: 'cilium-2kxl9',
  }),
  'cilium-operator': pod('/usr/bin/cilium-operator', {
    image: 'quay.io/cilium/operator:v1.19.1',
    namespace: 'kube-system',
    pod: 'cilium-operator-77c',
  }),
  kubectl: KUBECTL,
  'x509-certificate-exporter': X509_EXPORTER,
} satisfies Record<string, Reader>;

export const TALOS_READERS = {
  ...COMPONENTS,
  /** Process 1 of a node that has no systemd. */
  machined: service('/usr/bin/machined', 'init'),
  kubelet: pod('/usr/local/bin/kubelet', {
    image: 'ghcr.io/siderolabs/kubelet:v1.36.1',
    isBare: true,
  }),
  'x509-certificate-exporter': X509_EXPORTER,
} satisfies Record<string, Reader>;

export const MINIKUBE_READERS = {
  ...COMPONENTS,
  kubelet: kubelet('/var/lib/minikube/binaries/v1.36.1/kubelet'),
  kubeadm: typed({ exe: '/var/lib/minikube/binaries/v1.36.1/kubeadm', argv: ['kubeadm', 'init'] }),
  kubectl: typed('/var/lib/minikube/binaries/v1.36.1/kubectl'),
  minikube: typed({ exe: '/usr/local/bin/minikube', uid: 1_000 }),
  'user-kubectl': typed({ exe: '/usr/bin/kubectl', uid: 1_000 }),
} satisfies Record<string, Reader>;
