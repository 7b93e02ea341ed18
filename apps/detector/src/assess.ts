import type { Alert, CredentialEvent, LineageProcess } from '@keywarden/contracts';
import { incidentId, riskScore } from '@keywarden/incidents';
import type { Ancestry } from '@keywarden/lineage';
import { buildAlert, judge, type CompiledPolicy, type Verdict } from '@keywarden/signature';

export interface Assessment {
  verdict: Verdict;
  /** Present when the verdict is one. */
  alert?: Alert;
}

/** The verdict on one credential event, and the alert that it makes. Pure. */
export function assess(
  event: CredentialEvent,
  ancestry: Ancestry,
  policy: CompiledPolicy,
  traceId: string | undefined,
): Assessment {
  const lineage = withActor(event, ancestry);
  const verdict = judge({ event, lineage, policy });
  const { credential } = event.data;
  if (verdict.outcome !== 'alert' || credential === undefined) return { verdict };
  const { evasions } = verdict;
  const alert = buildAlert({
    event,
    verdict,
    lineage,
    incidentId: incidentId(event, lineage),
    riskScore: riskScore({ event, credential, lineage, evasions }),
    traceId,
  });
  return { verdict, alert };
}

/**
 * Whoever acted comes first, with the facts of the event itself: the store has what the process is by
 * now, which after an exec is another program. What is only known from the store stays.
 */
export function withActor({ process }: CredentialEvent, ancestry: Ancestry): Ancestry {
  const { pid, start_time, comm, exe, argv, cwd, uid, container, pod } = process;
  const [first, ...rest] = ancestry.processes;
  const isKnown = first?.pid === pid && first.start_time === start_time;
  const actor: LineageProcess = { ...(isKnown ? first : {}), pid, start_time, comm };
  if (exe !== undefined) actor.exe = exe;
  if (argv !== undefined) actor.argv = argv;
  if (cwd !== undefined) actor.cwd = cwd;
  if (uid !== undefined) actor.uid = uid;
  if (container !== undefined) actor.container = container;
  if (pod !== undefined) actor.pod = pod;
  return isKnown
    ? { processes: [actor, ...rest], complete: ancestry.complete }
    : { processes: [actor, ...ancestry.processes], complete: false };
}
