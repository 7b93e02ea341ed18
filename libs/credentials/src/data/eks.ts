import { table } from '../table.js';

/** Where EKS keeps credentials. */
export const EKS = table('EKS', {
  'awslabs/amazon-eks-ami:nodeadm/internal/kubelet/*cert.go': `
    cluster-ca                  public-certificate /etc/kubernetes/pki/ca.crt
  `,
  'awslabs/amazon-eks-ami:nodeadm/internal/kubelet/*kubeconfig.template.yaml; log-collector-script/linux/eks-log-collector.sh': `
    kubelet-client              kubeconfig         /var/lib/kubelet/kubeconfig
  `,
  'awslabs/amazon-eks-ami:nodeadm/internal/kubelet/*kubeconfig.go': `
    kubelet-client              kubeconfig         /var/lib/kubelet/bootstrap-kubeconfig
  `,
  'awslabs/amazon-eks-ami:nodeadm/internal/kubelet/*config.go': `
    kubelet-serving             private-key        /var/lib/kubelet/pki/kubelet-server-*.pem
  `,
  'bottlerocket-os/bottlerocket:sources/shared-defaults/kubernetes-services.toml': `
    kubelet-serving             private-key        /etc/kubernetes/pki/private/kubelet-server.key
    kubelet-serving             public-certificate /etc/kubernetes/pki/kubelet-server.crt
    kubelet-client              kubeconfig         /etc/kubernetes/kubelet/*kubeconfig
  `,
  'aws/amazon-eks-pod-identity-webhook:main.go': `
    cloud                       token              /var/run/secrets/eks.amazonaws.com/serviceaccount/**/token in-container reach:namespace
    cloud                       token              /var/run/secrets/pods.eks.amazonaws.com/serviceaccount/** in-container reach:namespace
  `,
});
