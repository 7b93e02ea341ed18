import { type CredentialEvent, type EventOf, opensForReading } from '@keywarden/contracts';
import type { Ancestry } from '@keywarden/lineage';
import { TRACEE_COMMS } from './default-policy.js';
import { isItsPath, isSpoof, LD_PRELOAD, proveReader } from './identity.js';
import { namesExecutable, unmetParts, wayOf } from './match.js';
import type { Policy } from './policy.js';
import type { AlertReason, Verdict } from './verdict.js';

export interface JudgeInput {
  event: CredentialEvent;
  lineage: Ancestry;
  policy: Policy;
}

/** TRC-1018 on one event. Pure: the same input gives the same verdict. */
export function judge(input: JudgeInput): Verdict {
  const { event, policy } = input;
  const { credential } = event.data;
  if (credential === undefined) return { outcome: 'not-a-credential' };
  if (isOpen(event) && !opensForReading(event.data.flags_number)) {
    return { outcome: 'write-only' };
  }
  if (policy.compat === 'tracee') return judgeAsTracee(input);
  if (credential.content === 'public-certificate') return { outcome: 'public-certificate' };
  return judgeReader(input, credential.kind);
}

function isOpen(
  event: CredentialEvent,
): event is EventOf<'security_file_open' | 'security_file_receive'> {
  return event.name === 'security_file_open' || event.name === 'security_file_receive';
}

/** Tracee's rule: comm alone allows an open; every rename alerts. */
function judgeAsTracee(input: JudgeInput): Verdict {
  const { comm } = input.event.process;
  if (input.event.name === 'security_file_open' && TRACEE_COMMS.includes(comm)) {
    return { outcome: 'allowed', rule: `tracee:${comm}`, explanation: `comm is ${comm}` };
  }
  return alert(input, 'no-rule', 'no allowed comm', undefined, []);
}

function judgeReader(input: JudgeInput, kind: string): Verdict {
  const { event, policy } = input;
  const { process } = event;
  const exe = process.exe?.path;
  const rules = exe === undefined ? [] : policy.rules.filter((rule) => namesExecutable(rule, exe));
  const proof = proveReader(process);
  let nearest: { name: string; unmet: string[] } | undefined;
  for (const rule of rules) {
    const unmet = unmetParts(rule, process, kind, wayOf(event));
    if (unmet.length === 0 && proof.proven) {
      return { outcome: 'allowed', rule: rule.name, explanation: rule.reason };
    }
    if (nearest === undefined || unmet.length < nearest.unmet.length) {
      nearest = { name: rule.name, unmet };
    }
  }
  const evasions = proof.proven ? [] : proof.evasions;
  if (nearest === undefined) {
    return alert(
      input,
      'no-rule',
      `no rule is about ${exe ?? 'an unknown executable'}`,
      undefined,
      evasions,
    );
  }
  if (nearest.unmet.length > 0) {
    return alert(
      input,
      'outside-rule',
      `rule ${nearest.name}: ${nearest.unmet.join(', ')}`,
      nearest.name,
      evasions,
    );
  }
  const missing = proof.proven ? '' : proof.missing;
  return alert(
    input,
    'identity-unproven',
    `rule ${nearest.name}: ${missing}`,
    nearest.name,
    evasions,
  );
}

function alert(
  { event, lineage, policy }: JudgeInput,
  reason: AlertReason,
  explanation: string,
  nearestRule: string | undefined,
  identityEvasions: readonly string[],
): Verdict {
  const spoof = isSpoof(event.process, componentNames(policy), (path) =>
    policy.rules.some((rule) => namesExecutable(rule, path)),
  );
  const evasions = [
    ...(spoof ? ['comm_spoof'] : []),
    ...(isCopiedName(event.process, policy) ? ['copied_name'] : []),
    ...(event.process.preload === undefined ? [] : [LD_PRELOAD]),
    ...identityEvasions,
    ...(event.data.reached_by ?? []),
  ];
  return {
    outcome: 'alert',
    reason,
    explanation,
    ...(nearestRule === undefined ? {} : { nearestRule }),
    evasions: [...new Set(evasions)],
    confidence: confidence(event, lineage, reason),
  };
}

/** The file is called like a component, and lies where no component does. */
function isCopiedName(process: CredentialEvent['process'], policy: Policy): boolean {
  const { exe } = process;
  if (exe === undefined) return false;
  const isListed = policy.rules.some((rule) => namesExecutable(rule, exe.path));
  if (isListed && isItsPath(process)) return false;
  const name = exe.path.slice(exe.path.lastIndexOf('/') + 1);
  const paths = policy.rules.flatMap((rule) => rule.reader.exe);
  return paths.some((path) => path.slice(path.lastIndexOf('/') + 1) === name);
}

/** The names under which the executables of the rules run, as the kernel cuts them. */
function componentNames(policy: Policy): ReadonlySet<string> {
  const paths = policy.rules.flatMap((rule) => rule.reader.exe);
  const names = paths.map((path) => path.slice(path.lastIndexOf('/') + 1).slice(0, 15));
  return new Set([...names, ...TRACEE_COMMS].filter((name) => !name.includes('*')));
}

/** Missing facts lower the confidence; they never suppress. */
function confidence(
  event: CredentialEvent,
  lineage: Ancestry,
  reason: AlertReason,
): 'high' | 'medium' | 'low' {
  if (event.process.exe === undefined) return 'low';
  if (reason === 'identity-unproven') return 'medium';
  return lineage.complete ? 'high' : 'medium';
}
