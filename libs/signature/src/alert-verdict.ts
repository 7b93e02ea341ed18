import type { CredentialEvent } from '@keywarden/contracts';
import { isItsPath, isSpoof, LD_PRELOAD, type IdentityProof } from './identity.js';
import type { Case } from './match/case.js';
import { COMM_BYTES, type CompiledPolicy } from './policy/compile.js';
import type { AlertReason, Verdict } from './verdict.js';

export interface AlertVerdictInput {
  one: Case;
  policy: CompiledPolicy;
  reason: AlertReason;
  explanation: string;
  nearestRule: string | undefined;
  /** Whether all facts that the nearest rule asks for are known. */
  isCertain: boolean;
  proof: IdentityProof;
}

/** An alert, with the evasions that the reader and the way to the file show. */
export function alertVerdict(input: AlertVerdictInput): Verdict {
  const { one, policy, reason, explanation, nearestRule, isCertain, proof } = input;
  const { event, process } = one;
  // A comm is in order for the executable of that name alone, however many rules know the file.
  const isListed = (path: string): boolean =>
    policy.lists(path) && isCalled(fileName(path), process.comm);
  const evasions = [
    ...(isSpoof(process, policy.comms, isListed) ? ['comm_spoof'] : []),
    ...(isCopiedName(process, policy) ? ['copied_name'] : []),
    ...(process.preload === undefined ? [] : [LD_PRELOAD]),
    ...(proof.proven ? [] : proof.evasions),
    ...(event.data.reached_by ?? []),
  ];
  return {
    outcome: 'alert',
    reason,
    explanation,
    ...(nearestRule === undefined ? {} : { nearestRule }),
    evasions: [...new Set(evasions)],
    confidence: confidence(one, reason, isCertain),
  };
}

/** comm is the name as it was executed, before links are followed: `python3` runs `python3.11`. */
function isCalled(name: string, comm: string): boolean {
  if (name.slice(0, COMM_BYTES) === comm) return true;
  return name.startsWith(comm) && /^[\d.]+$/.test(name.slice(comm.length));
}

/** The file is called like a component, and lies where no component does. */
function isCopiedName(process: CredentialEvent['process'], policy: CompiledPolicy): boolean {
  const { exe } = process;
  if (exe === undefined) return false;
  if (policy.lists(exe.path) && isItsPath(process)) return false;
  return policy.fileNames.has(fileName(exe.path));
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Missing facts lower the confidence; they never suppress. */
function confidence(
  { process, lineage }: Case,
  reason: AlertReason,
  isCertain: boolean,
): 'high' | 'medium' | 'low' {
  if (process.exe === undefined) return 'low';
  if (reason === 'identity-unproven' || reason === 'pod-helper') return 'medium';
  return isCertain && lineage.complete ? 'high' : 'medium';
}
