import type { Credential, CredentialEvent, Mitigation } from '@keywarden/contracts';
import { fileAccess } from './file-access.js';
import { rotation } from './rotation.js';
import { shellQuote } from './shell-quote.js';

/** What to do about this theft, as commands for that credential. Paths are quoted for a shell. */
export function mitigations(credential: Credential, event: CredentialEvent): Mitigation[] {
  const path = shellQuote(credential.canonical_path);
  return [
    { control: 'certificate-rotation', command: rotation(credential) },
    ...(isPlainFile(credential)
      ? [{ control: 'file-permissions', command: fileAccess(credential) }]
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
