import type { DefaultRule } from './rule.js';

/** The node scripts of AKS (`Azure/AgentBaker:parts/linux/cloud-init/artifacts`). */
const AKS_SCRIPT = {
  exe: ['/usr/bin/bash', '/bin/bash', '/usr/bin/dash', '/bin/sh'],
  script: ['/opt/azure/**/*.sh', '/opt/azure/**/*.py'],
};

const AKS_KUBELET = [
  '/etc/kubernetes/certs/client.key',
  '/var/lib/kubelet/bootstrap-kubeconfig',
  '/var/lib/kubelet/kubeconfig',
];
/** Which tool of a script reads what: aks-check-network.sh, validate-kubelet-credentials.sh, cse_*. */
const AKS_TOOLS: Readonly<Record<string, string[]>> = {
  curl: ['/etc/kubernetes/certs/client.key'],
  grep: AKS_KUBELET,
  bash: AKS_KUBELET,
  openssl: ['/etc/kubernetes/certs/client.key', '/etc/kubernetes/certs/kubeletserver.key'],
  base64: ['/etc/kubernetes/certs/aci-connector-key.pem'],
  jq: ['/etc/kubernetes/azure.json'],
  python3: ['/var/lib/kubelet/bootstrap-kubeconfig'],
};

/** The node scripts of kube-up and GKE (`kubernetes/kubernetes:cluster/gce/gci/configure-helper.sh`). */
const GCE_SCRIPTS = ['/home/kubernetes/bin/configure*.sh'];

/** What the images of managed Kubernetes run on their nodes. */
export const CLOUDS: readonly DefaultRule[] = [
  {
    name: 'aks-node-programs',
    reason: 'Bootstrap client, GPU plugin and node agents use the kubelet credentials.',
    reader: {
      exe: [
        '/opt/bin/aks-secure-tls-bootstrap-client',
        '/usr/bin/gpu-kubelet-plugin',
        '/opt/bin/gpu-kubelet-plugin',
        '/opt/bin/kubectl',
      ],
      container: false,
      uid: [0],
    },
    kinds: ['kubelet-client', 'kubelet-serving'],
    how: ['open', 'rename'],
  },
  {
    name: 'aks-node-exporter',
    reason: 'Serves TLS with the serving key of the kubelet (node-exporter-startup.sh).',
    reader: { exe: ['/opt/bin/node-exporter'], container: false },
    kinds: ['kubelet-serving'],
  },
  ...Object.entries(AKS_TOOLS).map(([name, paths]): DefaultRule => ({
    name: `aks-script-${name}`,
    reason: `A node script of AKS runs ${name} on this file.`,
    reader: {
      exe: [
        `/usr/bin/${name}`,
        `/bin/${name}`,
        ...(name === 'python3' ? ['/usr/bin/python3.*'] : []),
      ],
      container: false,
      uid: [0],
      interactive: false,
      ancestors: { any: [AKS_SCRIPT] },
    },
    paths,
  })),
  {
    name: 'aks-script-itself',
    reason: 'A node script of AKS reads the file by itself.',
    reader: {
      exe: ['/usr/bin/bash', '/bin/bash', '/usr/bin/python3*'],
      container: false,
      uid: [0],
      script: AKS_SCRIPT.script,
      interactive: false,
    },
    paths: [...AKS_KUBELET, '/etc/kubernetes/azure.json'],
  },
  {
    name: 'azure-credential-provider',
    reason: 'Answers the kubelet with registry credentials of the identity of the node.',
    reader: {
      exe: [
        '/var/lib/kubelet/credential-provider/*',
        '/opt/bin/acr-credential-provider',
        '/usr/local/bin/acr-credential-provider',
      ],
      container: false,
    },
    kinds: ['cloud'],
  },
  {
    name: 'azure-drivers',
    reason: 'Storage drivers and the node manager of Azure read the cloud configuration.',
    reader: {
      exe: [
        '/azurediskplugin',
        '/azurefileplugin',
        '/blobfuse-proxy/*',
        '/cloud-node-manager',
        '/usr/local/bin/cloud-node-manager',
      ],
      container: true,
      image: ['mcr.microsoft.com/oss/*'],
    },
    kinds: ['cloud'],
  },
  {
    name: 'gke-exec-auth-plugin',
    reason: 'Makes the client certificate of the kubelet, as its child.',
    reader: { exe: ['/home/kubernetes/bin/gke-exec-auth-plugin'], container: false },
    kinds: ['kubelet-client'],
    how: ['open', 'rename'],
  },
  {
    name: 'gke-konnectivity-agent',
    reason: 'The tunnel of the control plane reads its own token.',
    reader: { exe: ['/proxy-agent'], container: true, namespace: ['kube-system'] },
    paths: ['/etc/srv/kubernetes/pki/konnectivity-agent/**'],
  },
  {
    name: 'gce-configure-helper',
    reason: 'Writes and checks the credentials of the node at boot.',
    reader: {
      exe: ['/usr/bin/bash', '/bin/bash', '/usr/bin/grep', '/bin/grep'],
      container: false,
      uid: [0],
      interactive: false,
      ancestors: {
        any: [
          {
            exe: ['/usr/bin/bash', '/bin/bash'],
            script: GCE_SCRIPTS,
          },
        ],
      },
    },
    kinds: ['kubelet-client', 'kubelet-serving', 'other'],
    own_pod: false,
  },
  {
    name: 'gce-configure-script-itself',
    reason: 'The script reads the environment that the metadata server gave to the node.',
    reader: {
      exe: ['/usr/bin/bash', '/bin/bash'],
      container: false,
      uid: [0],
      script: GCE_SCRIPTS,
      interactive: false,
    },
    kinds: ['kubelet-client', 'kubelet-serving', 'other'],
    own_pod: false,
  },
  {
    name: 'eks-node-programs',
    reason:
      'nodeadm writes the kubeconfig, aws makes its token, the log collector copies it: no key in it.',
    reader: {
      exe: ['/usr/bin/nodeadm', '/usr/bin/aws', '/usr/local/bin/aws', '/usr/local/aws-cli/**'],
      container: false,
      uid: [0],
    },
    kinds: ['kubelet-client'],
    contents: ['kubeconfig'],
    distributions: ['EKS', 'generic'],
  },
  {
    name: 'eks-log-collector',
    reason: 'eks-log-collector.sh copies the kubeconfig, which holds no key.',
    reader: {
      exe: ['/usr/bin/cp', '/bin/cp', '/usr/bin/kubectl'],
      container: false,
      uid: [0],
      ancestors: {
        any: [
          {
            exe: ['/usr/bin/bash', '/bin/bash'],
            script: ['/opt/log-collector-script/*', '/etc/eks/log-collector-script/*'],
          },
        ],
      },
    },
    kinds: ['kubelet-client'],
    distributions: ['EKS', 'generic'],
    contents: ['kubeconfig'],
  },
];
