import type { Credential, CredentialEvent, KernelEvent } from '@keywarden/contracts';
import { compilePolicy, DEFAULT_POLICY, judge, type Verdict } from '@keywarden/signature';
import type { Outcome } from './lab.ts';
import type { Attack, Place } from './scenario.ts';

/** A credential event with the verdict of the default policy on it, as the detector gives it. */
export interface Judged {
  readonly name: string;
  readonly pid: number;
  readonly comm: string;
  readonly credential: string;
  readonly verdict: Verdict;
}

const POLICY = compilePolicy(DEFAULT_POLICY);

/** Nearest first; the ancestors that the kernel reported are all that is known of the lineage here. */
function lineageOf({ process }: CredentialEvent) {
  return { processes: [process, ...(process.ancestors ?? [])], complete: true };
}

function credentialOf(event: KernelEvent): Credential | undefined {
  if (!('process' in event) || !('credential' in event.data)) return undefined;
  return event.data.credential;
}

/** Every credential event of a family, or about a path that only this scenario has. */
export function judged(outcome: Outcome, at: Place): Judged[] {
  return outcome.events.flatMap((event) => {
    const credential = credentialOf(event);
    if (credential === undefined || !('process' in event)) return [];
    const { pid, comm } = event.process;
    const path = credential.canonical_path;
    if (!outcome.family.has(pid) && !path.includes(`/${at.id}/`)) return [];
    const credentialEvent = event as CredentialEvent;
    const verdict = judge({
      event: credentialEvent,
      lineage: lineageOf(credentialEvent),
      policy: POLICY,
    });
    return [{ name: event.name, pid, comm, credential: path, verdict }];
  });
}

/** Undefined when the attack was seen as the table says; else what was wrong, in a line. */
export function shortcoming(
  attack: Attack,
  at: Place,
  outcome: Outcome,
  found: readonly Judged[],
): string | undefined {
  // A run that the kernel skipped is counted and told of, and still an attack that was not seen.
  const skipped = outcome.skippedRuns ?? 0;
  const why = skipped === 0 ? '' : ` (${String(skipped)} runs skipped by the kernel)`;
  if (found.length === 0) return `no event${why}`;
  const wanted = attack.credential ?? canonical(at);
  const fits = found.filter(
    ({ name, pid, credential }) =>
      attack.events.includes(name) &&
      (attack.byItself === true ? pid === outcome.pid : outcome.family.has(pid)) &&
      (wanted === 'any' ||
        (typeof wanted === 'string' ? credential === wanted : wanted.test(credential))),
  );
  if (fits.length === 0) return `no ${attack.events.join(' or ')} about it`;
  const alerts = fits.filter(({ verdict }) => verdict.outcome === 'alert');
  const [first] = fits;
  if (alerts.length === 0) return `the verdict is ${first?.verdict.outcome ?? 'missing'}`;
  const count = attack.count ?? 1;
  if (alerts.length < count) return `${String(alerts.length)} events of ${String(count)}${why}`;
  const complaints = alerts.map(({ verdict }) => evasionComplaint(attack, evasionsOf(verdict)));
  return complaints.includes(undefined) ? undefined : complaints[0];
}

function canonical(at: Place): string {
  return `/etc/kubernetes/pki/${at.id}/ca.key`;
}

export function evasionsOf(verdict: Verdict): readonly string[] {
  return verdict.outcome === 'alert' ? verdict.evasions : [];
}

function evasionComplaint(attack: Attack, named: readonly string[]): string | undefined {
  const expected = attack.evasions.map((group) => group.split('|'));
  const missing = expected.find((group) => !group.some((name) => named.includes(name)));
  if (missing !== undefined) {
    return `evasion ${missing.join(' or ')} is not named (${named.join(', ') || 'none is'})`;
  }
  const allowed = [...expected.flat(), ...(attack.also ?? [])];
  const wrong = named.find((name) => !allowed.includes(name));
  return wrong === undefined ? undefined : `evasion ${wrong} is named and is none`;
}
