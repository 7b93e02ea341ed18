import { table } from '../table.js';

/** Where every distribution keeps credentials, and what a pod sees. */
export const GENERIC = table('generic', {
  'kubernetes/kubernetes:staging/src/k8s.io/client-go/util/certificate/certificate_store.go@e4b6dc5a; pkg/kubelet/certificate/kubelet.go@16913111': `
    kubelet-client              private-key        /var/lib/kubelet/pki/kubelet-client-*.pem
    kubelet-client              private-key        /var/lib/kubelet/pki/kubelet-client-current.pem
    kubelet-serving             private-key        /var/lib/kubelet/pki/kubelet-server-current.pem
  `,
  'kubernetes/kubernetes:staging/src/k8s.io/client-go/util/certificate/certificate_store.go@e4b6dc5a; pkg/kubelet/certificate/kubelet.go@16913111; Azure/AgentBaker:.../node-exporter-startup.sh; openshift/machine-config-operator:templates/**/criometricsproxy.yaml': `
    kubelet-serving             private-key        /var/lib/kubelet/pki/kubelet-server-*.pem
  `,
  'GitHub listings of /var/lib/kubelet/pki': `
    kubelet-serving             public-certificate /var/lib/kubelet/pki/kubelet.crt
    kubelet-serving             private-key        /var/lib/kubelet/pki/kubelet.key
  `,
  'convention of client-go while it bootstraps': `
    kubelet-client              private-key        /var/lib/kubelet/pki/kubelet-client.key* unverified
  `,
  'awslabs/amazon-eks-ami:nodeadm/internal/kubelet/kubeconfig.go; Azure/AgentBaker; openshift MCO kubelet.service; kops': `
    kubelet-client              kubeconfig         /var/lib/kubelet/kubeconfig
  `,
  'Azure/AgentBaker:parts/linux/cloud-init/artifacts/cse_config.sh, validate-kubelet-credentials.sh': `
    kubelet-client              kubeconfig         /var/lib/kubelet/bootstrap-kubeconfig
  `,
  'openshift/machine-config-operator:pkg/daemon/constants/constants.go (KubeletAuthFile)': `
    other                       secret             /var/lib/kubelet/config.json
  `,
  'kubernetes/kubernetes:plugin/pkg/admission/serviceaccount/admission.go (DefaultAPITokenMountPath)': `
    service-account-token       token              /var/run/secrets/kubernetes.io/serviceaccount/token in-container
    cluster-ca                  public-certificate /var/run/secrets/kubernetes.io/serviceaccount/**/ca.crt in-container
    other                       public-certificate /var/run/secrets/kubernetes.io/serviceaccount/**/namespace in-container
  `,
  'kubernetes/kubernetes:plugin/pkg/admission/serviceaccount/admission.go (DefaultAPITokenMountPath); experiment': `
    service-account-token       token              /run/secrets/kubernetes.io/serviceaccount/token in-container
  `,
  'kubernetes/kubernetes:pkg/volume/projected/projected.go; pkg/volume/util/atomic_writer.go; experiment': `
    service-account-token       token              /run/secrets/kubernetes.io/serviceaccount/..*/token in-container
  `,
  'kubernetes/kubernetes:pkg/volume/projected/projected.go; pkg/volume/util/atomic_writer.go': `
    service-account-token       token              /var/run/secrets/kubernetes.io/serviceaccount/..*/token in-container
    service-account-token       token              /var/run/secrets/kubernetes.io/serviceaccount/..data/token in-container
    service-account-token       token              /var/lib/kubelet/pods/*/volumes/kubernetes.io~projected/*/..*/token
    service-account-token       secret             /var/lib/kubelet/pods/*/volumes/kubernetes.io~projected/*/**
    cluster-ca                  public-certificate /var/lib/kubelet/pods/*/volumes/kubernetes.io~projected/*/..*/ca.crt
    other                       public-certificate /var/lib/kubelet/pods/*/volumes/kubernetes.io~projected/*/..*/namespace reach:namespace
  `,
  'kubernetes/kubernetes:pkg/volume/projected/projected.go; pkg/volume/util/atomic_writer.go; inguardians/peirates:config.go': `
    service-account-token       token              /var/lib/kubelet/pods/*/volumes/kubernetes.io~projected/*/token
  `,
  'kubernetes/kubernetes:pkg/volume/secret/secret.go; atomic_writer.go': `
    other                       secret             /var/lib/kubelet/pods/*/volumes/kubernetes.io~secret/*/..*/* reach:namespace
  `,
  'kubernetes/kubernetes:pkg/volume/secret/secret.go; cyberark/kubesploit (its /var/log escape looks for *.key here)': `
    other                       private-key        /var/lib/kubelet/pods/*/volumes/kubernetes.io~secret/*/..*/tls.key reach:namespace
    other                       public-certificate /var/lib/kubelet/pods/*/volumes/kubernetes.io~secret/*/..*/tls.crt reach:namespace
  `,
  'inguardians/peirates:config.go; BishopFox/badPods': `
    service-account-token       token              /var/lib/kubelet/pods/*/volumes/kubernetes.io~secret/*-token-*/**/token
    service-account-token       token              /var/lib/kubelet/pods/*/volumes/kubernetes.io~secret/*-token-*/..*/token
  `,
  'convention of kind on Docker': `
    other                       secret             /var/lib/kubelet/pods/*/volumes/kubernetes.io~csi/*/mount/** unverified reach:namespace
  `,
  'kubernetes/kubernetes:pkg/kubelet/config/defaults.go (volume-subpaths)': `
    other                       secret             /var/lib/kubelet/pods/*/volume-subpaths/** reach:namespace
  `,
  'kubernetes/kubernetes:pkg/kubelet/config/defaults.go (checkpoints)': `
    other                       secret             /var/lib/kubelet/checkpoints/**
  `,
  'convention: kubernetes.io/tls Secret key name; e.g. /etc/pki/tls/metrics-cert/tls.key in OpenShift ovnkube-node': `
    other                       private-key        /etc/**/tls.key in-container reach:namespace
  `,
  'istio/istio:pkg/config/constants/constants.go (ThirdPartyJwtPath)': `
    service-account-token       token              /var/run/secrets/tokens/istio-token in-container
  `,
  'istio/istio:pkg/security/security.go': `
    other                       secret             /var/run/secrets/workload-spiffe-credentials/* in-container reach:namespace
  `,
  'kubectl default loading rules; atomic/ATT&CK S0623 search for it': `
    admin                       kubeconfig         /root/.kube/config
  `,
  'kubectl default loading rules': `
    admin                       kubeconfig         /home/*/.kube/config
  `,
});
