import type {
  Credential,
  CredentialContent,
  CredentialEvent,
  CredentialKind,
} from '@keywarden/contracts';
import type { Ancestry } from '@keywarden/lineage';

/** What a thief can do with each kind, 0 to 50. */
const REACH: Readonly<Record<CredentialKind, number>> = {
  'cluster-ca': 50,
  'service-account-signing-key': 50,
  admin: 48,
  etcd: 45,
  'api-server': 40,
  'front-proxy': 40,
  'controller-manager': 35,
  scheduler: 30,
  'kubelet-client': 30,
  'kubelet-serving': 25,
  cloud: 25,
  cni: 20,
  'service-account-token': 20,
  other: 15,
};

/** How directly the content can be used, 0 to 15. */
const CONTENT: Readonly<Record<CredentialContent, number>> = {
  'private-key': 15,
  kubeconfig: 15,
  token: 12,
  secret: 10,
  'public-certificate': 0,
};

const SHELLS: ReadonlySet<string> = new Set([
  'sh',
  'bash',
  'dash',
  'zsh',
  'ash',
  'fish',
  'ksh',
  'busybox',
]);
const EVASION_POINTS = 15;
const CONTAINER_POINTS = 10;
const INTERACTIVE_POINTS = 5;
const SHELL_POINTS = 5;

export interface RiskInput {
  event: CredentialEvent;
  credential: Credential;
  lineage: Ancestry;
  evasions: readonly string[];
}

/** 0 to 100: reach and content of the credential, evasion, container origin, shell and terminal. */
export function riskScore({ event, credential, lineage, evasions }: RiskInput): number {
  const isShell = lineage.processes.some((process) => SHELLS.has(process.comm));
  return (
    REACH[credential.kind] +
    CONTENT[credential.content ?? 'secret'] +
    (evasions.length > 0 ? EVASION_POINTS : 0) +
    (event.process.container === undefined ? 0 : CONTAINER_POINTS) +
    (event.process.tty === undefined ? 0 : INTERACTIVE_POINTS) +
    (isShell ? SHELL_POINTS : 0)
  );
}
