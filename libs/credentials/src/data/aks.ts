import { table } from '../table.js';

/** Where AKS keeps credentials. */
export const AKS = table('AKS', {
  'Azure/AgentBaker:parts/linux/cloud-init/artifacts/cse_config.sh, aks-check-network.sh': `
    kubelet-client              private-key        /etc/kubernetes/certs/client.key
  `,
  'Azure/AgentBaker:parts/linux/cloud-init/artifacts/cse_config.sh': `
    kubelet-client              public-certificate /etc/kubernetes/certs/client.crt
    cluster-ca                  public-certificate /etc/kubernetes/certs/*.crt
    other                       private-key        /etc/kubernetes/certs/aci-connector-key.pem
  `,
  'Azure/AgentBaker:parts/linux/cloud-init/artifacts/cse_config.sh, node-exporter/node-exporter-startup.sh': `
    kubelet-serving             private-key        /etc/kubernetes/certs/kubeletserver.key
  `,
  'Azure/AgentBaker:parts/linux/cloud-init/artifacts/cse_config.sh (aadClientSecret)': `
    cloud                       secret             /etc/kubernetes/azure.json
  `,
  'Azure/AgentBaker:parts/linux/cloud-init/artifacts/cse_config.sh, validate-kubelet-credentials.sh': `
    kubelet-client              kubeconfig         /var/lib/kubelet/bootstrap-kubeconfig
  `,
  'Azure/AgentBaker:parts/linux/cloud-init/artifacts/*': `
    kubelet-client              kubeconfig         /var/lib/kubelet/kubeconfig
  `,
  'Azure/azure-workload-identity:pkg/webhook/consts.go': `
    cloud                       token              /var/run/secrets/azure/wi/**/azure-identity-token in-container reach:namespace
  `,
  'Azure workload identity, the default before 2025': `
    cloud                       token              /var/run/secrets/azure/tokens/**/azure-identity-token in-container unverified reach:namespace
  `,
});
