import type { CatalogueEntry } from './entry.js';

/** What every kubelet keeps, and what a pod sees of its service account. */
export const KUBELET: readonly CatalogueEntry[] = [
  {
    distribution: 'generic',
    kind: 'kubelet-client',
    content: 'private-key',
    glob: '/var/lib/kubelet/pki/kubelet-client-*.pem',
    source:
      'kubernetes/kubernetes:staging/src/k8s.io/client-go/util/certificate/certificate_store.go@e4b6dc5a; pkg/kubelet/certificate/kubelet.go@16913111',
  },
  {
    distribution: 'generic',
    kind: 'kubelet-client',
    content: 'private-key',
    glob: '/var/lib/kubelet/pki/kubelet-client-current.pem',
    source:
      'kubernetes/kubernetes:staging/src/k8s.io/client-go/util/certificate/certificate_store.go@e4b6dc5a; pkg/kubelet/certificate/kubelet.go@16913111',
  },
  {
    distribution: 'generic',
    kind: 'kubelet-serving',
    content: 'private-key',
    glob: '/var/lib/kubelet/pki/kubelet-server-*.pem',
    source:
      'kubernetes/kubernetes:staging/src/k8s.io/client-go/util/certificate/certificate_store.go@e4b6dc5a; pkg/kubelet/certificate/kubelet.go@16913111; Azure/AgentBaker:.../node-exporter-startup.sh; openshift/machine-config-operator:templates/**/criometricsproxy.yaml',
  },
  {
    distribution: 'generic',
    kind: 'kubelet-serving',
    content: 'private-key',
    glob: '/var/lib/kubelet/pki/kubelet-server-current.pem',
    source:
      'kubernetes/kubernetes:staging/src/k8s.io/client-go/util/certificate/certificate_store.go@e4b6dc5a; pkg/kubelet/certificate/kubelet.go@16913111',
  },
  {
    distribution: 'generic',
    kind: 'kubelet-serving',
    content: 'public-certificate',
    glob: '/var/lib/kubelet/pki/kubelet.crt',
    source: 'GitHub listings of /var/lib/kubelet/pki (find_string id 9949695187)',
  },
  {
    distribution: 'generic',
    kind: 'kubelet-serving',
    content: 'private-key',
    glob: '/var/lib/kubelet/pki/kubelet.key',
    source: 'same',
  },
  {
    distribution: 'generic',
    kind: 'kubelet-client',
    content: 'private-key',
    glob: '/var/lib/kubelet/pki/kubelet-client.key*',
    source: 'client-go bootstrap (unverified)',
  },
  {
    distribution: 'generic',
    kind: 'kubelet-client',
    content: 'kubeconfig',
    glob: '/var/lib/kubelet/kubeconfig',
    source:
      'awslabs/amazon-eks-ami:nodeadm/internal/kubelet/kubeconfig.go; Azure/AgentBaker; openshift MCO kubelet.service; kops',
  },
  {
    distribution: 'generic',
    kind: 'kubelet-client',
    content: 'kubeconfig',
    glob: '/var/lib/kubelet/bootstrap-kubeconfig',
    source:
      'Azure/AgentBaker:parts/linux/cloud-init/artifacts/cse_config.sh, validate-kubelet-credentials.sh',
  },
  {
    distribution: 'generic',
    kind: 'other',
    content: 'secret',
    glob: '/var/lib/kubelet/config.json',
    source: 'openshift/machine-config-operator:pkg/daemon/constants/constants.go (KubeletAuthFile)',
  },
  {
    distribution: 'generic',
    kind: 'service-account-token',
    content: 'token',
    glob: '/var/run/secrets/kubernetes.io/serviceaccount/token',
    source:
      'kubernetes/kubernetes:plugin/pkg/admission/serviceaccount/admission.go (DefaultAPITokenMountPath)',
  },
  {
    distribution: 'generic',
    kind: 'service-account-token',
    content: 'token',
    glob: '/run/secrets/kubernetes.io/serviceaccount/token',
    source:
      'kubernetes/kubernetes:plugin/pkg/admission/serviceaccount/admission.go (DefaultAPITokenMountPath); experiment',
  },
  {
    distribution: 'generic',
    kind: 'service-account-token',
    content: 'token',
    glob: '/run/secrets/kubernetes.io/serviceaccount/..*/token',
    source:
      'kubernetes/kubernetes:pkg/volume/projected/projected.go; pkg/volume/util/atomic_writer.go; experiment',
  },
  {
    distribution: 'generic',
    kind: 'service-account-token',
    content: 'token',
    glob: '/var/run/secrets/kubernetes.io/serviceaccount/..*/token',
    source:
      'kubernetes/kubernetes:pkg/volume/projected/projected.go; pkg/volume/util/atomic_writer.go',
  },
  {
    distribution: 'generic',
    kind: 'service-account-token',
    content: 'token',
    glob: '/var/run/secrets/kubernetes.io/serviceaccount/..data/token',
    source:
      'kubernetes/kubernetes:pkg/volume/projected/projected.go; pkg/volume/util/atomic_writer.go',
  },
  {
    distribution: 'generic',
    kind: 'cluster-ca',
    content: 'public-certificate',
    glob: '/var/run/secrets/kubernetes.io/serviceaccount/**/ca.crt',
    source:
      'kubernetes/kubernetes:plugin/pkg/admission/serviceaccount/admission.go (DefaultAPITokenMountPath)',
  },
  {
    distribution: 'generic',
    kind: 'other',
    content: 'public-certificate',
    glob: '/var/run/secrets/kubernetes.io/serviceaccount/**/namespace',
    source:
      'kubernetes/kubernetes:plugin/pkg/admission/serviceaccount/admission.go (DefaultAPITokenMountPath)',
  },
  {
    distribution: 'generic',
    kind: 'service-account-token',
    content: 'token',
    glob: '/var/lib/kubelet/pods/*/volumes/kubernetes.io~projected/*/..*/token',
    source:
      'kubernetes/kubernetes:pkg/volume/projected/projected.go; pkg/volume/util/atomic_writer.go',
  },
  {
    distribution: 'generic',
    kind: 'service-account-token',
    content: 'token',
    glob: '/var/lib/kubelet/pods/*/volumes/kubernetes.io~projected/*/token',
    source:
      'kubernetes/kubernetes:pkg/volume/projected/projected.go; pkg/volume/util/atomic_writer.go; inguardians/peirates:config.go',
  },
  {
    distribution: 'generic',
    kind: 'service-account-token',
    content: 'secret',
    glob: '/var/lib/kubelet/pods/*/volumes/kubernetes.io~projected/*/**',
    source:
      'kubernetes/kubernetes:pkg/volume/projected/projected.go; pkg/volume/util/atomic_writer.go',
  },
  {
    distribution: 'generic',
    kind: 'cluster-ca',
    content: 'public-certificate',
    glob: '/var/lib/kubelet/pods/*/volumes/kubernetes.io~projected/*/..*/ca.crt',
    source:
      'kubernetes/kubernetes:pkg/volume/projected/projected.go; pkg/volume/util/atomic_writer.go',
  },
  {
    distribution: 'generic',
    kind: 'other',
    content: 'public-certificate',
    glob: '/var/lib/kubelet/pods/*/volumes/kubernetes.io~projected/*/..*/namespace',
    source:
      'kubernetes/kubernetes:pkg/volume/projected/projected.go; pkg/volume/util/atomic_writer.go',
  },
  {
    distribution: 'generic',
    kind: 'other',
    content: 'secret',
    glob: '/var/lib/kubelet/pods/*/volumes/kubernetes.io~secret/*/..*/*',
    source: 'kubernetes/kubernetes:pkg/volume/secret/secret.go; atomic_writer.go',
  },
  {
    distribution: 'generic',
    kind: 'other',
    content: 'private-key',
    glob: '/var/lib/kubelet/pods/*/volumes/kubernetes.io~secret/*/..*/tls.key',
    source: 'same; cyberark/kubesploit var-log-escape scans *.key here',
  },
  {
    distribution: 'generic',
    kind: 'other',
    content: 'public-certificate',
    glob: '/var/lib/kubelet/pods/*/volumes/kubernetes.io~secret/*/..*/tls.crt',
    source: 'same',
  },
  {
    distribution: 'generic',
    kind: 'service-account-token',
    content: 'token',
    glob: '/var/lib/kubelet/pods/*/volumes/kubernetes.io~secret/*-token-*/**/token',
    source: 'inguardians/peirates:config.go; BishopFox/badPods',
  },
  {
    distribution: 'generic',
    kind: 'other',
    content: 'secret',
    glob: '/var/lib/kubelet/pods/*/volumes/kubernetes.io~csi/*/mount/**',
    source: 'unverified',
  },
  {
    distribution: 'generic',
    kind: 'other',
    content: 'secret',
    glob: '/var/lib/kubelet/pods/*/volume-subpaths/**',
    source: 'kubernetes/kubernetes:pkg/kubelet/config/defaults.go (volume-subpaths)',
  },
  {
    distribution: 'generic',
    kind: 'other',
    content: 'secret',
    glob: '/var/lib/kubelet/checkpoints/**',
    source: 'kubernetes/kubernetes:pkg/kubelet/config/defaults.go (checkpoints)',
  },
];
