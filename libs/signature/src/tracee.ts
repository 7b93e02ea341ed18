import { accessMode, type CredentialEvent } from '@keywarden/contracts';
import type { Verdict } from './verdict.js';

/** Names that Tracee's released TRC-1018 allows by comm, which the kernel cuts at 15 bytes. */
export const TRACEE_COMMS: readonly string[] = [
  'kube-apiserver',
  'kubelet',
  'kube-controller',
  'etcd',
];

const PREFIX = '/etc/kubernetes/pki/';

/**
 * Tracee's rule: an open for reading below `/etc/kubernetes/pki/` counts unless a name allows it,
 * a rename of something there always does, and nothing else is looked at. The released rule compares
 * comm, the newer one the file name of the executable
 * (`aquasecurity/tracee:detectors/kubernetes_certificate_theft_attempt.go`). Only paths are looked at,
 * not what the catalogue says of them.
 */
export function judgeAsTracee(event: CredentialEvent, form: 'comm' | 'executable'): Verdict {
  switch (event.name) {
    case 'security_file_open': {
      if (!event.data.pathname.startsWith(PREFIX)) return { outcome: 'not-a-credential' };
      const name = form === 'comm' ? event.process.comm : fileName(event);
      if (name === undefined || !TRACEE_COMMS.includes(name)) {
        return reads(event.data.flags_number) ? theft() : { outcome: 'write-only' };
      }
      const what = form === 'comm' ? 'comm' : 'the file name of the executable';
      return { outcome: 'allowed', rule: `tracee:${name}`, explanation: `${what} is ${name}` };
    }
    case 'security_inode_rename':
      return event.data.old_path.startsWith(PREFIX) ? theft() : { outcome: 'not-a-credential' };
    case 'security_file_receive':
    case 'security_inode_link':
    case 'security_ptrace_access_check':
      return { outcome: 'not-a-credential' };
  }
}

function fileName({ process: { exe } }: CredentialEvent): string | undefined {
  return exe?.path.slice(exe.path.lastIndexOf('/') + 1);
}

/** Tracee compares the two low bits alone. */
function reads(flags: number): boolean {
  const mode = accessMode(flags);
  return mode === 'O_RDONLY' || mode === 'O_RDWR';
}

function theft(): Verdict {
  return {
    outcome: 'alert',
    reason: 'no-rule',
    explanation: 'no allowed name',
    evasions: [],
    confidence: 'high',
  };
}
