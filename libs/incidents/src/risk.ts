import type {
  Credential,
  CredentialContent,
  CredentialEvent,
  CredentialKind,
  Origin,
  RiskFactor,
} from '@keywarden/contracts';
import type { Ancestry } from '@keywarden/lineage';

/** What a thief can do with each kind. */
export const KIND_POINTS: Readonly<Record<CredentialKind, number>> = {
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

/** How directly the content can be used. */
export const CONTENT_POINTS: Readonly<Record<CredentialContent, number>> = {
  'private-key': 15,
  kubeconfig: 15,
  token: 12,
  secret: 10,
  'public-certificate': 0,
};

/** Points of everything that is there or not. */
export const SIGN_POINTS = {
  evasion: 15,
  'further-evasions': 5,
  container: 10,
  escape: 15,
  interactive: 5,
  shell: 5,
  bulk: 10,
  permissions: 3,
  used: 20,
  exfiltration: 20,
} as const;

/** Years, months or days that the certificate is still good for. */
export const TERM_POINTS = { years: 5, months: 3, days: 1 } as const;

/** So many credentials of one incident are no accident. */
export const BULK = 5;

const SHELLS: ReadonlySet<string> = new Set([
  ...['sh', 'bash', 'dash', 'zsh', 'ash', 'fish', 'ksh', 'busybox'],
]);
const DAY = 86_400_000;

export interface RiskInput {
  event: CredentialEvent;
  credential: Credential;
  lineage: Ancestry;
  origin: Origin;
  evasions: readonly string[];
  /** True when the reader reads what belongs to its own pod. */
  ownPod: boolean;
  /** Credentials of the incident, this one included. */
  credentials: number;
  /** What related events say of the incident. */
  signs: ReadonlySet<Sign>;
}

/** What is found out by more than one event. */
export type Sign = 'used' | 'exfiltration' | 'escape';

export interface Risk {
  /** 0 to 100: the sum of the points, cut at 100. */
  score: number;
  /** Those of the signature are always there; others when they hold. */
  factors: RiskFactor[];
}

/**
 * The risk of a theft as a sum of terms, none of them negative: a further incriminating fact never
 * lowers it. docs/risk.md lists the terms.
 */
export function riskOf(input: RiskInput): Risk {
  const factors = [
    reach(input.credential),
    bypass(input.credential),
    term(input.event, input.credential),
    evasion(input.evasions),
    ...circumstances(input),
  ];
  const sum = factors.reduce((total, { points }) => total + points, 0);
  return { score: Math.min(100, sum), factors };
}

function reach({ kind }: Credential): RiskFactor {
  const points = KIND_POINTS[kind];
  const isWide = points >= KIND_POINTS.scheduler && kind !== 'kubelet-client';
  return {
    factor: isWide ? 'cluster-wide impact' : 'limited impact',
    points,
    detail: `what a ${kind} credential can do`,
  };
}

function bypass({ content = 'secret' }: Credential): RiskFactor {
  const points = CONTENT_POINTS[content];
  return { factor: 'authentication bypass', points, detail: `a ${content} is used as it is` };
}

function term({ time }: CredentialEvent, { not_after: end }: Credential): RiskFactor {
  const factor = 'long-term access';
  if (end === undefined) return { factor, points: 0, detail: 'the end of validity is not known' };
  const days = (Date.parse(end) - Date.parse(time)) / DAY;
  const detail = `until ${end}`;
  if (!(days > 0)) return { factor, points: 0, detail: `${detail}, which is over` };
  const { years, months } = TERM_POINTS;
  return { factor, points: days > 360 ? years : days > 30 ? months : TERM_POINTS.days, detail };
}

function evasion(evasions: readonly string[]): RiskFactor {
  const [first, second] = evasions;
  const points =
    (first === undefined ? 0 : SIGN_POINTS.evasion) +
    (second === undefined ? 0 : SIGN_POINTS['further-evasions']);
  return {
    factor: 'detection evasion',
    points,
    detail: first === undefined ? 'none seen' : evasions.join(', '),
  };
}

function circumstances(input: RiskInput): RiskFactor[] {
  const { event, credential, lineage, origin, credentials, signs, ownPod } = input;
  const { container, tty } = event.process;
  const isLogin = origin.entry_point === 'ssh' || origin.entry_point === 'console';
  const shell = lineage.processes.find(({ comm }) => SHELLS.has(comm));
  const { mode, content } = credential;
  const found: [boolean, string, keyof typeof SIGN_POINTS, string][] = [
    [
      container !== undefined && !ownPod,
      'container origin',
      'container',
      `read from container ${container?.id.slice(0, 12) ?? ''}`,
    ],
    [signs.has('escape'), 'escape suspected', 'escape', 'the container reaches into its node'],
    [
      tty !== undefined || isLogin,
      'interactive session',
      'interactive',
      tty === undefined ? `it began by ${origin.entry_point}` : `at terminal ${tty}`,
    ],
    [shell !== undefined, 'shell in the lineage', 'shell', shell?.comm ?? ''],
    [credentials >= BULK, 'bulk read', 'bulk', `${String(BULK)} credentials or more`],
    [
      mode !== undefined && (mode & 0o077) !== 0 && content !== 'public-certificate',
      'permissions too wide',
      'permissions',
      `mode ${(mode ?? 0).toString(8).padStart(4, '0')}`,
    ],
    [signs.has('used'), 'credential used', 'used', 'the session went to the API server afterwards'],
    [
      signs.has('exfiltration'),
      'exfiltration suspected',
      'exfiltration',
      'the session connected to elsewhere afterwards',
    ],
  ];
  return found.flatMap(([holds, factor, name, detail]) =>
    holds ? [{ factor, points: SIGN_POINTS[name], detail }] : [],
  );
}
