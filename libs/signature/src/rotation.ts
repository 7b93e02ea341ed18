import type { Credential } from '@keywarden/contracts';
import { shellQuote } from './shell-quote.js';

/** `kubeadm certs renew` takes these names (`kubeadm certs renew --help`). */
const RENEW: Readonly<Record<string, string>> = {
  'apiserver.key': 'apiserver',
  'apiserver-kubelet-client.key': 'apiserver-kubelet-client',
  'apiserver-etcd-client.key': 'apiserver-etcd-client',
  'front-proxy-client.key': 'front-proxy-client',
  'server.key': 'etcd-server',
  'peer.key': 'etcd-peer',
  'healthcheck-client.key': 'etcd-healthcheck-client',
  'admin.conf': 'admin.conf',
  'super-admin.conf': 'super-admin.conf',
  'controller-manager.conf': 'controller-manager.conf',
  'scheduler.conf': 'scheduler.conf',
};

/** Clusters that kubeadm made, whoever called it. */
const KUBEADM: ReadonlySet<string> = new Set(['kubeadm', 'kubespray', 'minikube', 'kind']);

/** How k3s and RKE2 name what they rotate (https://docs.k3s.io/cli/certificate). */
const SERVICES: Partial<Record<Credential['kind'], string>> = {
  admin: 'admin',
  'api-server': 'api-server',
  'controller-manager': 'controller-manager',
  scheduler: 'scheduler',
  etcd: 'etcd',
  'front-proxy': 'auth-proxy',
  'kubelet-client': 'kubelet',
  'kubelet-serving': 'kubelet',
};

/** By distribution as the catalogue names it: what replaces a root of trust, and what everything else. */
const BY_DISTRIBUTION: Readonly<Record<string, { root: string; leaf: string }>> = {
  // https://docs.k0sproject.io/stable/troubleshooting/certificate-authorities
  k0s: {
    root: 'k0s stop  # on every node, then replace /var/lib/k0s/pki as https://docs.k0sproject.io/stable/troubleshooting/certificate-authorities says',
    leaf: 'k0s stop && k0s start  # after https://docs.k0sproject.io/stable/troubleshooting/certificate-authorities',
  },
  // https://kops.sigs.k8s.io/operations/rotate-secrets/: others are issued anew with their CA.
  kOps: kops(),
  // https://docs.siderolabs.com/talos/v1.13/security/ca-rotation
  Talos: {
    root: 'talosctl rotate-ca --talos=false --kubernetes=true --dry-run=false',
    leaf: 'talosctl rotate-ca --talos=false --kubernetes=true --dry-run=false  # refuses what the old CA signed',
  },
  // `oc adm ocp-certificates --help`: a signer first, then what it signed.
  OpenShift: {
    root: 'oc adm ocp-certificates regenerate-top-level -n openshift-kube-apiserver-operator secrets SIGNER && oc adm wait-for-stable-cluster',
    leaf: 'oc adm ocp-certificates regenerate-leaf -n NAMESPACE secrets SECRET && oc adm wait-for-stable-cluster',
  },
  // https://rancher.com/docs/rke/latest/en/cert-mgmt/
  RKE1: { root: 'rke cert rotate --rotate-ca', leaf: 'rke cert rotate' },
  // https://cloud.google.com/kubernetes-engine/docs/how-to/credential-rotation
  GKE: same(
    'gcloud container clusters update CLUSTER --location LOCATION --start-credential-rotation  # later --complete-credential-rotation',
  ),
  // https://learn.microsoft.com/azure/aks/certificate-rotation
  AKS: same('az aks rotate-certs --resource-group GROUP --name CLUSTER'),
};

/** The command that replaces a credential, where it lives. Words in capitals are for the reader to fill in. */
export function rotation(credential: Credential): string {
  const { kind, distribution, canonical_path: path } = credential;
  if (kind === 'service-account-token') {
    return 'kubectl delete pod POD -n NAMESPACE  # a bound token dies with its pod';
  }
  if (kind === 'cni' || kind === 'cloud' || kind === 'other') return replacement(path);
  if (KUBEADM.has(distribution)) return kubeadm(credential);
  if (distribution === 'k3s' || distribution === 'RKE2') return rancher(credential);
  if (distribution === 'microk8s') return microk8s(credential);
  const commands = BY_DISTRIBUTION[distribution];
  if (commands !== undefined) return isRoot(credential) ? commands.root : commands.leaf;
  return kubelet(credential) ?? replacement(path);
}

function kubeadm(credential: Credential): string {
  const { kind, canonical_path: path } = credential;
  if (kind === 'service-account-signing-key') {
    return 'openssl genrsa -out /etc/kubernetes/pki/sa.key 2048 && openssl rsa -in /etc/kubernetes/pki/sa.key -pubout -out /etc/kubernetes/pki/sa.pub  # on every control plane, then restart it';
  }
  if (isRoot(credential)) {
    return 'kubeadm certs renew all  # after replacing the CA, see https://kubernetes.io/docs/tasks/tls/manual-rotation-of-ca-certificates/';
  }
  const name = RENEW[path.slice(path.lastIndexOf('/') + 1)];
  if (name !== undefined) return `kubeadm certs renew ${name}`;
  return kubelet(credential) ?? replacement(path);
}

/** https://docs.k3s.io/cli/certificate and https://docs.rke2.io/security/certificates */
function rancher(credential: Credential): string {
  const isRke2 = credential.distribution === 'RKE2';
  const tool = isRke2 ? 'rke2' : 'k3s';
  const unit = isRke2 ? 'rke2-server' : 'k3s';
  if (isRoot(credential)) {
    return `${tool} certificate rotate-ca --path DIRECTORY_OF_THE_NEW_CA && systemctl restart ${unit}`;
  }
  const service = SERVICES[credential.kind];
  const only = service === undefined ? '' : ` --service ${service}`;
  return `systemctl stop ${unit} && ${tool} certificate rotate${only} && systemctl start ${unit}`;
}

/** `microk8s refresh-certs --help`: the CA, the server's and the front proxy's. */
function microk8s({ kind }: Credential): string {
  if (kind === 'api-server') return 'microk8s refresh-certs --cert server.crt';
  if (kind === 'front-proxy') return 'microk8s refresh-certs --cert front-proxy-client.crt';
  return 'microk8s refresh-certs --cert ca.crt  # other nodes leave and join again';
}

/** Without its certificate a kubelet asks for a new one, by its bootstrap credential. */
function kubelet({ kind, canonical_path: path }: Credential): string | undefined {
  if (kind !== 'kubelet-client' && kind !== 'kubelet-serving') return undefined;
  return `rm ${shellQuote(path)} && systemctl restart kubelet`;
}

function replacement(path: string): string {
  return `Replace ${shellQuote(path)} and restart what uses it.`;
}

/** What signs others: replacing only what it signed leaves the thief able to sign more. */
function isRoot({ kind, canonical_path: path }: Credential): boolean {
  if (kind === 'cluster-ca' || kind === 'service-account-signing-key') return true;
  return /(^|[/-])ca\.(key|crt)$/.test(path);
}

function same(command: string): { root: string; leaf: string } {
  return { root: command, leaf: command };
}

function kops(): { root: string; leaf: string } {
  const apply = 'kops update cluster --yes && kops rolling-update cluster --yes';
  return same(
    ['create', 'promote', 'distrust']
      .map((step) => `kops ${step} keypair all && ${apply}`)
      .join('\n'),
  );
}
