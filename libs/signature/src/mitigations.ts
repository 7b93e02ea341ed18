import type { Credential, CredentialEvent, CredentialKind, Mitigation } from '@keywarden/contracts';

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

const BY_KIND: Partial<Record<CredentialKind, string>> = {
  'cluster-ca':
    'kubeadm certs renew all  # after replacing the CA, see https://kubernetes.io/docs/tasks/tls/manual-rotation-of-ca-certificates/',
  'service-account-signing-key':
    'openssl genrsa -out /etc/kubernetes/pki/sa.key 2048 && openssl rsa -in /etc/kubernetes/pki/sa.key -pubout -out /etc/kubernetes/pki/sa.pub  # on every control plane, then restart it',
  'kubelet-client':
    'rm /var/lib/kubelet/pki/kubelet-client-current.pem && systemctl restart kubelet',
  'kubelet-serving':
    'rm /var/lib/kubelet/pki/kubelet-server-current.pem && systemctl restart kubelet',
  'service-account-token': 'kubectl delete pod POD -n NAMESPACE  # a bound token dies with its pod',
};

/** What to do about this theft, as commands for that credential. Paths are quoted for a shell. */
export function mitigations(credential: Credential, event: CredentialEvent): Mitigation[] {
  const path = shellQuote(credential.canonical_path);
  return [
    { control: 'certificate-rotation', command: rotation(credential) },
    ...(isPlainFile(credential)
      ? [{ control: 'file-permissions', command: `chmod 600 ${path} && chown root:root ${path}` }]
      : []),
    {
      control: 'process-isolation',
      command: `kill -STOP ${String(event.process.pid)}  # on node ${shellQuote(event.node)}, if it still runs`,
    },
    { control: 'access-auditing', command: `auditctl -w ${path} -p rwa -k k8s_cert_theft` },
    {
      control: 'certificate-pinning',
      command:
        credential.fingerprint === undefined
          ? 'Pin the new certificate in clients that support it.'
          : `Refuse the certificate with SHA-256 fingerprint ${credential.fingerprint} wherever clients pin.`,
    },
    {
      control: 'network-segmentation',
      command:
        'kubectl get networkpolicy -A  # only control plane and nodes should reach 6443, 2379 and 10250',
    },
  ];
}

/** Not the memory of a process and not a disk, whose permissions are the system's. */
function isPlainFile({ canonical_path: path }: Credential): boolean {
  return !path.startsWith('/proc/') && !path.startsWith('/dev/');
}

function rotation({ kind, canonical_path }: Credential): string {
  const name = RENEW[canonical_path.slice(canonical_path.lastIndexOf('/') + 1)];
  if (name !== undefined) return `kubeadm certs renew ${name}`;
  return BY_KIND[kind] ?? `Replace ${shellQuote(canonical_path)} and restart what uses it.`;
}

/** Single quotes, because a file name may hold anything that a shell would act on. */
export function shellQuote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
