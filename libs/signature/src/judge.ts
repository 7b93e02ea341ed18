import type { CredentialEvent } from '@keywarden/contracts';
import type { Ancestry } from '@keywarden/lineage';
import { alertVerdict } from './alert-verdict.js';
import { proveReader, type IdentityProof } from './identity.js';
import { Case } from './match/case.js';
import { isHelper } from './match/helpers.js';
import { HELPER_UNMET, isTaking, type Unmet } from './match/condition.js';
import type { CompiledPolicy, CompiledRule } from './policy/compile.js';
import { judgeAsTracee } from './tracee.js';
import type { AlertReason, Verdict } from './verdict.js';

/** What the events before this one say of the file. */
export interface Provenance {
  /** The reader's own session made this very file moments ago. */
  readonly created: boolean;
}

export interface JudgeInput {
  event: CredentialEvent;
  lineage: Ancestry;
  policy: CompiledPolicy;
  provenance?: Provenance | undefined;
}

/** How a rule stands to an event: what of it does not hold. */
export interface ConsideredRule {
  name: string;
  layer: string;
  unmet: readonly string[];
}

/** The name of the rule for who made the file; it is in no policy file, since it has no identity. */
export const CREATOR_RULE = 'creator';

/** The name of the rule for the atomic replacement of a credential by a file made beside it. */
export const IN_PLACE_RULE = 'in-place';

const NOT_A_CREDENTIAL: Verdict = { outcome: 'not-a-credential' };

/** TRC-1018 on one event. Pure: the same input gives the same verdict. */
export function judge(input: JudgeInput): Verdict {
  const { event, policy } = input;
  if (policy.policy.compat === 'tracee') return judgeAsTracee(event, policy.policy.traceeForm);
  const { credential } = event.data;
  if (credential === undefined) return NOT_A_CREDENTIAL;
  if (!isTaking(input)) return { outcome: 'write-only' };
  if (credential.content === 'public-certificate') return { outcome: 'public-certificate' };
  const one = new Case(event, credential, input.lineage);
  if (input.provenance?.created === true && one.way === 'open') {
    return {
      outcome: 'allowed',
      rule: CREATOR_RULE,
      explanation: 'The session that reads it has just made it.',
    };
  }
  if (isPutInPlace(one)) {
    return {
      outcome: 'allowed',
      rule: IN_PLACE_RULE,
      explanation: 'A file beside the credential takes its name; nothing leaves the directory.',
    };
  }
  return judgeReader(one, policy);
}

/** The verdict with every rule that could have been about the reader. For people, not for speed. */
export function explain(input: JudgeInput): { verdict: Verdict; rules: ConsideredRule[] } {
  const { event, lineage, policy } = input;
  const { credential } = event.data;
  const verdict = judge(input);
  if (credential === undefined || policy.policy.compat === 'tracee') return { verdict, rules: [] };
  const one = new Case(event, credential, lineage);
  const proof = proveReader(event.process);
  const rules = policy.about(one.exe).map((rule): ConsideredRule => {
    const unproven = lacksProof(rule, proof) && !proof.proven ? [proof.missing] : [];
    return {
      name: rule.rule.name,
      layer: rule.layer,
      unmet: [...unmetOf(rule, one).map(({ words }) => words), ...unproven],
    };
  });
  return { verdict, rules };
}

/**
 * Whether a rename gives the name of a credential to a file of the same directory that was none: how
 * every careful writer replaces a file or a link. The credential that had the name is not taken, and
 * who wrote over it in place would not be told of either. Only by a program of the node that is what its
 * path says: who hides is not careful, and a container has no keys of the node to care for.
 */
function isPutInPlace({ event, credential, process }: Case): boolean {
  if (event.name !== 'security_inode_rename' || process.container !== undefined) return false;
  if (!proveReader(process).proven) return false;
  const { old_path: from, new_path: to, reached_by: detours = [] } = event.data;
  const folder = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);
  return (
    detours.length === 0 && folder(from) === folder(to) && to.endsWith(credential.canonical_path)
  );
}

/** The rule of which least does not hold. */
interface Nearest {
  readonly rule: CompiledRule;
  readonly unmet: readonly Unmet[];
}

/** Whether what was taken belongs to the pod of who took it. */
export function isOwnPod(event: CredentialEvent, lineage: Ancestry): boolean {
  const { credential } = event.data;
  return credential !== undefined && new Case(event, credential, lineage).isOwnPod === true;
}

function judgeReader(one: Case, policy: CompiledPolicy): Verdict {
  const proof = proveReader(one.process);
  const isTool = one.exe !== undefined && isHelper(one.exe);
  let nearest: Nearest | undefined;
  for (const rule of policy.about(one.exe)) {
    const unmet = unmetOf(rule, one);
    if (unmet.length === 0 && !lacksProof(rule, proof)) {
      const { name, reason } = rule.rule;
      return { outcome: 'allowed', rule: name, explanation: reason };
    }
    // A rule that names nobody, or a tool of everybody, is near only when one thing alone is missing.
    if ((isTool || rule.isExecutable === undefined) && unmet.length > 1) continue;
    if (nearest === undefined || unmet.length < nearest.unmet.length) nearest = { rule, unmet };
  }
  const { reason, explanation } = whyNot(one, nearest, proof);
  const nearestRule = nearest?.rule.rule.name;
  const isCertain = nearest?.unmet.every(({ isUnknown }) => !isUnknown) ?? true;
  return alertVerdict({ one, policy, reason, explanation, nearestRule, isCertain, proof });
}

function whyNot(
  { exe }: Case,
  nearest: Nearest | undefined,
  proof: IdentityProof,
): { reason: AlertReason; explanation: string } {
  if (nearest === undefined) {
    return { reason: 'no-rule', explanation: `no rule is about ${exe ?? 'an unknown executable'}` };
  }
  const { rule, unmet } = nearest;
  const isToolOnly = unmet.length === 1 && unmet[0]?.words === HELPER_UNMET;
  const [reason, missing]: [AlertReason, string] =
    unmet.length > 0
      ? [isToolOnly ? 'pod-helper' : 'outside-rule', unmet.map(({ words }) => words).join(', ')]
      : ['identity-unproven', proof.proven ? '' : proof.missing];
  return { reason, explanation: `rule ${rule.rule.name}: ${missing}` };
}

function unmetOf(rule: CompiledRule, one: Case): Unmet[] {
  const unmet: Unmet[] = [];
  for (const condition of rule.conditions) {
    const found = condition(one);
    if (found !== undefined) unmet.push(found);
  }
  return unmet;
}

/**
 * A rule demands a reader that is what its path says. Not so for what a pod does with its own
 * volumes: there every program is the pod's own, whoever owns its file.
 */
function lacksProof({ rule }: CompiledRule, proof: IdentityProof): boolean {
  return !proof.proven && rule.own_pod !== true;
}
